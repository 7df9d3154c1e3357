/** Programs of the host, for tests against real peers. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether it is installed; says so where it is not, so that a skipped test has its reason printed. */
export function installed(program: string, debianPackage: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    console.log(`skipped: ${program} is missing (apt install ${debianPackage})`);
    return false;
  }
}

/** Runs to the end; rejects on a non-zero exit, with what it said. */
export const run: (
  program: string,
  args: readonly string[],
) => Promise<{ readonly stdout: string; readonly stderr: string }> = promisify(execFile);
