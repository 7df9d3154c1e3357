import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exec } from '../../../src/lib/exec.ts';

const forEver = new AbortController().signal;

test('gives exit code and output', async () => {
  const result = await exec('sh', ['-c', 'echo out; echo err >&2; exit 3'], { signal: forEver });
  expect(result).toEqual({ kind: 'exited', code: 3, stdout: 'out\n', stderr: 'err\n' });
});

test('passes arguments as they are, and standard input', async () => {
  const args = ['-c', 'cat; printf "%s|" "$@"', 'sh', '$(id)', 'a b', ';'];
  const result = await exec('sh', args, { stdin: 'in ', signal: forEver });
  expect(result).toMatchObject({ stdout: 'in $(id)|a b|;|' });
});

test('the environment is what is given, PATH and the C locale', async () => {
  process.env['EXEC_TEST_SECRET'] = 'leak';
  const result = await exec('env', [], { env: { GIVEN: 'yes' }, signal: forEver });
  delete process.env['EXEC_TEST_SECRET'];
  expect(result.kind === 'exited' && result.stdout.trim().split('\n').toSorted()).toEqual([
    'GIVEN=yes',
    'LC_ALL=C',
    `PATH=${process.env['PATH']}`,
  ]);
});

test('a program that is not installed is said', async () => {
  const result = await exec('no-such-program-anywhere', [], { signal: forEver });
  expect(result).toEqual({ kind: 'not-found' });
});

test('a program that may not be run is the system’s error', async () => {
  const running = exec('/etc/passwd', [], { signal: forEver });
  await expect(running).rejects.toMatchObject({ code: 'EACCES' });
});

test('a program that does not read its input is no failure', async () => {
  const result = await exec('true', [], { stdin: 'x'.repeat(1 << 20), signal: forEver });
  expect(result).toMatchObject({ code: 0 });
});

test('a program that a signal ended exits as shells say it', async () => {
  const result = await exec('sh', ['-c', 'kill -TERM $$'], { signal: forEver });
  expect(result).toMatchObject({ code: 143 });
});

test('output beyond the limit is dropped, and stops nobody', async () => {
  const script = 'head -c 1000000 /dev/zero | tr "\\0" x; echo end >&2';
  const result = await exec('sh', ['-c', script], { maxBytes: 1000, signal: forEver });
  expect(result).toMatchObject({ code: 0, stdout: 'x'.repeat(1000), stderr: 'end\n' });
});

test('at the deadline the program and its children are killed', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'exec-'));
  // A child that outlived the deadline would keep this connection open.
  const server = createServer().listen(join(folder.path, 'socket'));
  const deadline = new AbortController();
  const hold = `node -e 'require("net").connect("${folder.path}/socket").write("x")'`;
  const running = exec('sh', ['-c', `${hold} & wait`], { signal: deadline.signal });
  const [connection] = (await once(server, 'connection')) as [Socket];
  const closed = once(connection.resume(), 'close');
  deadline.abort(new RangeError('too late'));
  await expect(running).rejects.toThrow('too late');
  await closed;
  server.close();
});

test('what was cancelled before is not started', async () => {
  const cancelled = AbortSignal.abort(new RangeError('never'));
  await expect(exec('no-such-program', [], { signal: cancelled })).rejects.toThrow('never');
});
