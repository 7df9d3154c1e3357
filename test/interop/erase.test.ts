/** The program that erases, on real block devices: loop devices over files, and drives that answer as hdparm prints. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text as read } from 'node:stream/consumers';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

const PROGRAMS = new URL('../../src/metadata/environment/', import.meta.url).pathname;
const MiB = 2 ** 20;
const SIZE = 64 * MiB;

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

const canLoop =
  process.getuid?.() === 0 &&
  spawnSync('losetup', ['--find']).status === 0 &&
  existsSync('/dev/loop0');
if (!canLoop) console.log('skipped: erasing wants root and loop devices');

interface Drive {
  readonly serial: string;
  readonly file: string;
  readonly device: string;
}

/** Two partitions of 16 MiB, in a DOS table: bytes 446 onwards of the first sector. */
function partitionTable(): Buffer {
  const sector = Buffer.alloc(512);
  [2048, 2048 + 16 * 2048].forEach((first, i) => {
    const at = 446 + 16 * i;
    sector[at + 4] = 0x83;
    sector.writeUInt32LE(first, at + 8);
    sector.writeUInt32LE(16 * 2048, at + 12);
  });
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

function attach(folder: string, serial: string, fill: (file: string) => void): Drive {
  const file = join(folder, `${serial}.img`);
  writeFileSync(file, '');
  truncateSync(file, SIZE);
  fill(file);
  const device = run('losetup', '--find', '--show', '--partscan', file);
  onTestFinished(() => void spawnSync('losetup', ['--detach', device]));
  return { serial, file, device };
}

const digest = ({ file, device }: Drive): string => {
  spawnSync('blockdev', ['--flushbufs', device]);
  return createHash('sha256').update(readFileSync(file)).digest('hex');
};
const isBlank = ({ file }: Drive, first: number, bytes: number): boolean =>
  readFileSync(file)
    .subarray(first, first + bytes)
    .every((byte) => byte === 0);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'erase-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of readdirSync(PROGRAMS)) copyFileSync(join(PROGRAMS, name), join(folder, name));
  writeFileSync(join(folder, 'settings.json'), '{"metadata_url": "http://127.0.0.1/"}');
  mkdirSync(join(folder, 'bin'));
});

interface Attempt {
  readonly drives: readonly Drive[];
  readonly method: string;
  readonly serials: readonly string[];
  /** Python that runs before, with the found disks in `seen`. */
  readonly meanwhile?: string;
}

/** What went wrong, or `done`. The kernel's disks here are the loop devices, which hardware.py leaves out. */
function erase({ drives, method, serials, meanwhile = '' }: Attempt): string {
  const seen = drives.map(({ serial, device }) => ({
    name: basename(device),
    serial,
    bytes: SIZE,
  }));
  const expected = serials.map((serial) => ({ serial, bytes: SIZE }));
  const script = `
import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
import erase, hardware
seen = json.loads(sys.argv[1])
hardware.disks = lambda: {"disks": seen}
${meanwhile}
try:
    erase.erase(sys.argv[2], json.loads(sys.argv[3]))
    print("done")
except erase.Failed as problem:
    print(problem)
`;
  const done = spawnSync(
    '/usr/bin/python3',
    ['-c', script, JSON.stringify(seen), method, JSON.stringify(expected)],
    {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
    },
  );
  expect(done.stderr).toBe('');
  return done.stdout.trim().split('\n').at(-1) ?? '';
}

const program = (name: string, text: string): void => {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
};

const ext4 = (file: string): void => void run('mkfs.ext4', '-q', '-F', file);
/** Its node; made here where the kernel reads no tables, or nobody makes nodes. */
function partition({ device }: Drive, part: number): string {
  const at = `/sys/class/block/${basename(device)}/${basename(device)}p${part}`;
  const [first, sectors] = [2048 + (part - 1) * 16 * 2048, 16 * 2048].map(String);
  if (!existsSync(at)) run('addpart', device, String(part), first ?? '', sectors ?? '');
  const node = `${device}p${part}`;
  if (!existsSync(node)) {
    run('mknod', node, 'b', ...readFileSync(`${at}/dev`, 'utf8').trim().split(':'));
    onTestFinished(() => rmSync(node, { force: true }));
  }
  return node;
}

/** A table, and a filesystem in each of its partitions. */
function partitioned(): Drive {
  const drive = attach(folder, 'A', (file) => {
    const table = partitionTable();
    const image = readFileSync(file);
    table.copy(image);
    image.fill(7, 40 * MiB, 41 * MiB);
    writeFileSync(file, image);
  });
  for (const part of [1, 2]) run('mkfs.ext4', '-q', '-F', partition(drive, part));
  return drive;
}

describe.skipIf(!canLoop)('on block devices', () => {
  test('quick: no signature is left, nor anything at both ends; another disk keeps every byte', () => {
    const [drive, other] = [partitioned(), attach(folder, 'B', ext4)];
    const before = digest(other);
    expect(run('wipefs', '--no-act', `${drive.device}p1`)).toContain('ext4');
    expect(erase({ drives: [other, drive], method: 'quick', serials: ['A'] })).toBe('done');
    expect(run('wipefs', '--no-act', drive.device)).toBe('');
    digest(drive);
    expect(isBlank(drive, 0, 4 * MiB)).toBe(true);
    expect(isBlank(drive, SIZE - 4 * MiB, 4 * MiB)).toBe(true);
    // Beyond both ends of the disk, and of its partitions, nothing was written.
    expect(readFileSync(drive.file)[40 * MiB]).toBe(7);
    expect(isBlank(drive, 17 * MiB, 4 * MiB)).toBe(true);
    const name = basename(drive.device);
    expect(existsSync(`/sys/class/block/${name}/${name}p1`)).toBe(false);
    expect(digest(other)).toBe(before);
  });

  test('full: every byte', () => {
    const [drive, other] = [partitioned(), attach(folder, 'B', ext4)];
    const before = digest(other);
    expect(erase({ drives: [drive, other], method: 'full', serials: ['A'] })).toBe('done');
    digest(drive);
    expect(isBlank(drive, 0, SIZE)).toBe(true);
    expect(digest(other)).toBe(before);
  });

  test('two disks, one after the other', () => {
    const drives = [partitioned(), attach(folder, 'B', ext4)];
    expect(erase({ drives, method: 'quick', serials: ['A', 'B'] })).toBe('done');
    for (const { device } of drives) expect(run('wipefs', '--no-act', device)).toBe('');
  });

  test('what is not there is named, and nothing is written', () => {
    const drive = partitioned();
    const before = digest(drive);
    expect(erase({ drives: [drive], method: 'quick', serials: ['X'] })).toBe(
      `expected disk X of ${SIZE} bytes, found A (${SIZE} bytes)`,
    );
    expect(erase({ drives: [drive], method: 'full', serials: ['A', 'X'] })).toContain('X');
    expect(digest(drive)).toBe(before);
  });

  test('a name that means another disk by the time it is held writes nothing', () => {
    const drives = [partitioned(), attach(folder, 'B', ext4)];
    const before = drives.map(digest);
    const meanwhile = `
calls = []
def disks():
    calls.append(1)
    if len(calls) > 1:
        seen[0]["serial"], seen[1]["serial"] = "B", "A"
    return {"disks": seen}
hardware.disks = disks`;
    expect(erase({ drives, method: 'quick', serials: ['A'], meanwhile })).toMatch(
      /^A was loop\d+ and is loop\d+$/,
    );
    expect(drives.map(digest)).toEqual(before);
  });

  test('a disk that is mounted is not written', () => {
    const drive = attach(folder, 'B', ext4);
    const place = join(folder, 'mounted');
    mkdirSync(place);
    run('mount', drive.device, place);
    onTestFinished(() => void spawnSync('umount', [place]));
    expect(erase({ drives: [drive], method: 'quick', serials: ['B'] })).toContain('is in use');
    expect(existsSync(join(place, 'lost+found'))).toBe(true);
  });

  const LIES = 'says that it did and did not';
  const SECURITY = (words: string): string =>
    `case "$1" in -I) printf 'Security:\\n${words}Logical Unit\\n';;`;
  const ABLE =
    '\\tMaster password revision code = 65534\\n\\t\\tsupported\\n\\tnot\\tenabled\\n\\tnot\\tlocked\\n\\tnot\\tfrozen\\n';

  test('secure: the drive erases itself', () => {
    const drive = attach(folder, 'A', ext4);
    program(
      'hdparm',
      `${SECURITY(ABLE)}\n*--security-erase*) dd if=/dev/zero of="$5" bs=1M count=64 conv=notrunc 2>/dev/null;;\nesac\ncase "$*" in *--security-erase*) dd if=/dev/zero of="$5" bs=1M count=64 conv=notrunc 2>/dev/null;; esac\necho "$@" >> ${folder}/asked`,
    );
    expect(erase({ drives: [drive], method: 'secure', serials: ['A'] })).toBe('done');
    expect(readFileSync(join(folder, 'asked'), 'utf8').split('\n').slice(1, 3)).toEqual([
      `--user-master u --security-set-pass erase ${drive.device}`,
      `--user-master u --security-erase erase ${drive.device}`,
    ]);
  });

  test.each([
    ['does not support it', '\\tnot\\tsupported\\n', 'does not support secure erasing'],
    ['is frozen', ABLE.replace('not\\tfrozen', '\\tfrozen'), 'is frozen'],
    ['is locked', ABLE.replace('not\\tlocked', '\\tlocked'), 'is locked'],
    [LIES, ABLE, 'and did not'],
  ])(
    'secure: a drive that %s is a failure that says so, and nothing less is done',
    (what, words, because) => {
      const [drive, other] = [attach(folder, 'A', ext4), partitioned2()];
      const before = digest(other);
      program('hdparm', `${SECURITY(words)}\nesac`);
      expect(erase({ drives: [drive, other], method: 'secure', serials: ['A'] })).toContain(
        because,
      );
      expect(digest(other)).toBe(before);
      expect(run('wipefs', '--no-act', drive.device).includes('ext4')).toBe(what !== LIES);
    },
  );

  const partitioned2 = (): Drive => attach(folder, 'B', ext4);

  test('secure: a password that was set is taken away again', () => {
    const drive = attach(folder, 'A', ext4);
    program(
      'hdparm',
      `echo "$@" >> ${folder}/asked\n${SECURITY(ABLE)}\nesac\ncase "$*" in *--security-erase*) echo no >&2; exit 5;; esac`,
    );
    expect(erase({ drives: [drive], method: 'secure', serials: ['A'] })).toContain(
      'ended with 5: no',
    );
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toContain('--security-disable erase');
  });
});

describe('what an environment lacks', () => {
  const planned = (python: string): string =>
    spawnSync(
      '/usr/bin/python3',
      [
        '-c',
        `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); import erase, drives, hardware\ntry:\n  ${python}\n  print("planned")\nexcept drives.Failed as problem:\n  print(problem)`,
      ],
      { encoding: 'utf8', env: { PATH: join(folder, 'bin') } },
    ).stdout.trim();

  test('is named, with what to write instead', () => {
    expect(planned('drives.secure("sda", ["sda"])')).toBe(
      'secure erasing of sda needs hdparm, which this environment does not have; write release.erase: full, or quick',
    );
    expect(planned('drives.secure("nvme0n1", ["nvme0n1"])')).toContain('needs nvme');
  });

  test('an NVMe drive that cannot format, or takes its other namespaces along', () => {
    const says = (oacs: number, fna: number): void =>
      program(
        'nvme',
        `case "$1" in id-ctrl) echo '{"oacs": ${oacs}, "fna": ${fna}}';; *) echo '{"flbas": 0}';; esac`,
      );
    says(0, 0);
    expect(planned('drives.secure("nvme0n1", ["nvme0n1"])')).toContain(
      'does not support formatting',
    );
    says(2, 1);
    const two = 'drives.siblings = lambda name: ["nvme0n2"]; ';
    expect(planned(`${two}drives.secure("nvme0n1", ["nvme0n1"])`)).toBe(
      'nvme0n1 would erase nvme0n2 with it, which is not to be erased',
    );
    expect(planned(`${two}drives.secure("nvme0n1", ["nvme0n1", "nvme0n2"])`)).toBe('planned');
  });
});

describe('what it says to the controller', () => {
  /** One run of the program against a controller that answers its proof with this. */
  async function converse(status: number, answer: object) {
    const said: { readonly url: string; readonly body: string }[] = [];
    const hear = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { url = '' } = request;
      said.push({ url, body: await read(request) });
      const asks = url.endsWith('/erase');
      response.statusCode = asks ? status : 200;
      response.end(asks ? JSON.stringify(answer) : 'OK');
    };
    const server = createServer((request, response) => void hear(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const settings = { metadata_url: `http://127.0.0.1:${port}/`, credentials: null };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    const child = spawn('/usr/bin/python3', [join(folder, 'erase.py')], { stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number];
    server.close();
    return { code, said };
  }

  test('refused, it writes nothing and says no more', async () => {
    const { code, said } = await converse(409, { refused: 'expected disk A, found B' });
    expect(code).toBe(1);
    expect(said.map(({ url }) => url)).toEqual(['/2012-03-01/erase']);
    expect(JSON.parse(said[0]?.body ?? '')).toMatchObject({
      facts: { disks: expect.any(Array) },
      boot: expect.stringMatching(/^[\w-]+$/),
    });
  });

  test('a disk that is not there is a failure with a reason', async () => {
    const disks = [{ serial: 'A', bytes: 5 }];
    const gone = await converse(200, { method: 'quick', disks });
    expect(gone.code).toBe(1);
    expect(gone.said.at(-1)?.body).toContain('FAILED');
    expect(gone.said.at(-1)?.body).toContain('erasing failed: expected disk A of 5 bytes, found');
  });
});
