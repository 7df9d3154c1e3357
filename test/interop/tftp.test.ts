/** Files by clients that nobody here wrote, over a cable with Ethernet's MTU: content compared, byte by byte. */
import { randomBytes } from 'node:crypto';
import { mkdtempDisposable, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  canMakeNamespaces,
  createNetwork,
  type Namespace,
  type Running,
} from '../support/netns.ts';
import type { NetbootSettings } from '../support/netboot-process.ts';
import { installed } from '../support/program.ts';

const HOST = '10.77.1.1';
/** Not a whole number of blocks of any size in use; whole blocks of 512; empty. */
const SIZES = { initrd: 6_000_123, even: 512 * 40, empty: 0, large: 40_000_001 };
/** Ends of lines of all kinds. */
const TEXT = 'one\ntwo\r\nthree\rfour\n';

const programs = { curl: 'curl', atftp: 'atftp', tftp: 'tftp-hpa' };
const has = Object.fromEntries(
  Object.entries(programs).map(([program, name]) => [program, installed(program, name)]),
);

interface Client {
  readonly client: string;
  readonly how: string;
  readonly file: string;
  readonly program: string;
  readonly args: (out: string) => readonly string[];
}

const curl = (file: string, how: string, ...options: readonly string[]): Client => ({
  client: 'curl',
  how,
  file,
  program: 'curl',
  args: (out) => ['-sS', ...options, '-o', out, `tftp://${HOST}/${file}`],
});
const atftp = (file: string, ...options: readonly string[]): Client => ({
  client: 'atftp',
  how: options.join(', ') || 'without options',
  file,
  program: 'atftp',
  args: (out) => [
    ...options.flatMap((option) => ['--option', option]),
    '-g',
    '-r',
    file,
    '-l',
    out,
    HOST,
  ],
});
const hpa = (file: string, mode: 'binary' | 'ascii'): Client => ({
  client: 'tftp',
  how: mode,
  file,
  program: 'tftp',
  args: (out) => ['-m', mode, HOST, '-c', 'get', file, out],
});
const npm = (client: 'tftp' | 'tftp2', file: string, options = '{}'): Client => ({
  client: `npm ${client}`,
  how: options,
  file,
  program: process.execPath,
  args: (out) => [
    join(import.meta.dirname, '../support/npm-client.ts'),
    client,
    HOST,
    file,
    out,
    options,
  ],
});

const CLIENTS = [
  curl('initrd', 'blocks of 512'),
  curl('initrd', 'blocks of 1468', '--tftp-blksize', '1468'),
  curl('large', 'blocks of 65464', '--tftp-blksize', '65464'),
  curl('even', 'without options', '--tftp-no-options'),
  // With options it takes a size of 0 for nonsense.
  curl('empty', 'without options', '--tftp-no-options'),
  atftp('initrd'),
  atftp('empty', 'tsize'),
  atftp('large', 'blksize 1468', 'tsize'),
  atftp('large', 'blksize 1468', 'windowsize 8'),
  atftp('even', 'timeout 2'),
  // More than 65535 blocks.
  hpa('large', 'binary'),
  // The text has this host's ends of lines again.
  hpa('text', 'ascii'),
  npm('tftp', 'large'),
  npm('tftp', 'large', '{"windowSize":16,"blockSize":1468}'),
  npm('tftp', 'initrd', '{"windowSize":1,"blockSize":512}'),
  npm('tftp2', 'initrd'),
].filter(({ program }) => has[program] !== false);

describe.runIf(canMakeNamespaces())('TFTP', () => {
  const network = createNetwork();
  const contents = new Map<string, Buffer>();
  let folder = '';
  let client: Namespace;
  let server: Running;

  beforeAll(async () => {
    const temporary = await mkdtempDisposable(join(tmpdir(), 'interop-tftp-'));
    folder = temporary.path;
    const files: Record<string, { path: string; bytes: number }> = {};
    const all = Object.entries(SIZES).map(([name, bytes]) => [name, randomBytes(bytes)] as const);
    for (const [name, content] of [...all, ['text', Buffer.from(TEXT)] as const]) {
      const path = join(folder, name);
      await writeFile(path, content);
      contents.set(name, content);
      files[name] = { path, bytes: content.length };
    }
    const host = await network.namespace();
    client = await network.namespace();
    await network.cable(
      { at: host, interface: 'eth0', address: `${HOST}/24` },
      { at: client, interface: 'eth0', address: '10.77.1.2/24' },
    );
    const settings: NetbootSettings = { subnets: [], machines: {}, files };
    const program = join(import.meta.dirname, '../support/netboot-process.ts');
    server = host.start(process.execPath, program, JSON.stringify(settings));
    await server.line(/^ready$/);
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  test.for(CLIENTS)('$client: $file, $how', async ({ file, program, args }) => {
    const out = join(folder, 'copy');
    await client.run(program, ...args(out));
    const copy = await readFile(out);
    expect(copy.length).toBe(contents.get(file)?.length);
    expect(copy.equals(contents.get(file) ?? Buffer.alloc(1))).toBe(true);
  });

  describe.runIf(has['curl'])('by curl', () => {
    test('what is not there is said at once', async () => {
      const began = performance.now();
      const missing = client.run('curl', '-sS', `tftp://${HOST}/revocations.efi`);
      await expect(missing).rejects.toMatchObject({ code: 68 });
      expect(performance.now() - began).toBeLessThan(1000);
    });

    test('nothing is written', async () => {
      const upload = client.run('curl', '-sS', '-T', join(folder, 'text'), `tftp://${HOST}/text`);
      await expect(upload).rejects.toMatchObject({ code: 69 });
    });

    test('sixteen at once', async () => {
      const copies = await Promise.all(
        Array.from({ length: 16 }, async (_, i) => {
          const out = join(folder, `copy-${i}`);
          await client.run('curl', '-sS', '-o', out, `tftp://${HOST}/initrd`);
          return readFile(out);
        }),
      );
      expect(copies.every((copy) => copy.equals(contents.get('initrd') ?? copy))).toBe(true);
    });
  });

  test('the server tells each transfer', async () => {
    const sent = JSON.parse(await server.line(/"tftp\.sent".*"file":"initrd"/)) as {
      bytes: number;
    };
    expect(sent.bytes).toBe(SIZES.initrd);
  });
});
