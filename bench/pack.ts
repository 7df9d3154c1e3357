/** The package as it is published, built and laid out as npm would install it: a checkout strips types, which costs every start. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export interface Pack {
  /** The command. */
  readonly bin: string;
  readonly dist: string;
}

export function pack(folder: string): Pack {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
  const home = join(folder, 'node_modules', 'rackwright');
  mkdirSync(home, { recursive: true });
  for (const part of ['bin', 'dist', 'schemas', 'package.json'])
    cpSync(join(ROOT, part), join(home, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  return { bin: join(home, 'bin', 'reconcile.js'), dist: join(home, 'dist') };
}
