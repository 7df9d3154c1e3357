/** The programs of the ephemeral environment, as far as they can run outside of it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadEnvironment } from '../../../src/metadata/environment.ts';
import { readFacts } from '../../../src/metadata/facts.ts';

const FOLDER = new URL('../../../src/metadata/environment/', import.meta.url).pathname;
const python = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'pass']).status === 0,
);

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'environment-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('shell scripts parse, the one that delivers the programs too', () => {
  const environment = loadEnvironment();
  const program = environment.program(['runner.py', 'hardware.py', 'wire.py'], {
    metadata_url: "http://it's/",
    credentials: null,
  });
  for (const input of [environment.poweroff, program])
    expect(() => execFileSync('sh', ['-n'], { input })).not.toThrow();
});

test('no program holds the line that ends its here-document', () => {
  for (const name of readdirSync(FOLDER))
    expect(readFileSync(join(FOLDER, name), 'utf8').split('\n')).not.toContain('END_OF_FILE');
});

describe.skipIf(python === undefined)('with Python', () => {
  const run = (...args: string[]): string => execFileSync(python ?? '', args, { encoding: 'utf8' });

  test('every program compiles', () => {
    for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.py'))) {
      const check = `import ast,sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 6))`;
      expect(() => run('-c', check, join(FOLDER, name)), name).not.toThrow();
    }
  });

  test('what hardware.py prints here can be read', () => {
    const printed = run(join(FOLDER, 'hardware.py'));
    const read = readFacts(JSON.parse(printed));
    expect(read).toMatchObject({ hardware: { memoryBytes: expect.any(Number) as number } });
  });

  test('each commissioning script asks for something that hardware.py knows', () => {
    const path = join(folder(), 'scripts.tar');
    writeFileSync(path, loadEnvironment().scripts);
    const list = `
import json, sys, tarfile
tar = tarfile.open(sys.argv[1])
print(json.dumps({m.name: [m.mode, tar.extractfile(m).read().decode()] for m in tar}))`;
    const files = JSON.parse(run('-c', list, path)) as Record<string, [number, string]>;
    const index = JSON.parse(files['index.json']?.[1] ?? '') as {
      '1.0': { commissioning_scripts: { path: string }[] };
    };
    const paths = index['1.0'].commissioning_scripts.map((script) => script.path);
    expect(Object.keys(files).toSorted()).toEqual([...paths, 'index.json'].toSorted());
    const hardware = readFileSync(join(FOLDER, 'hardware.py'), 'utf8');
    for (const script of paths) {
      expect(files[script]?.[0]).toBe(0o755);
      const probe = /hardware\.py" ([\w-]+)\n$/.exec(files[script]?.[1] ?? '')?.[1];
      expect(hardware).toContain(`"${probe}": `);
    }
  });

  test('the guard compares disks as the controller does', () => {
    const path = folder();
    for (const name of ['guard.py', 'hardware.py', 'wire.py'])
      writeFileSync(join(path, name), readFileSync(join(FOLDER, name)));
    writeFileSync(join(path, 'settings.json'), '{"metadata_url": "http://x/"}');
    const check = `
import json, sys
sys.path.insert(0, sys.argv[1])
import guard
found = {"name": "vda", "serial": "A", "wwn": "0x1", "path": "/p", "bytes": 5}
wanted = [{"serial": "A", "bytes": 5}, {"serial": "A", "wwn": "0x1", "bytes": 5}, {"path": "/p", "bytes": 5},
          {"serial": "A", "bytes": 6}, {"serial": "A", "wwn": "0x2", "bytes": 5}, {"bytes": 5}]
print(json.dumps([guard.is_disk(w, found) for w in wanted]))`;
    expect(JSON.parse(run('-c', check, path))).toEqual([true, true, true, false, false, false]);
  });

  test('the first command of the installer ends it where a disk is not there any more', () => {
    const path = folder();
    for (const name of ['guard.py', 'hardware.py', 'wire.py'])
      writeFileSync(join(path, name), readFileSync(join(FOLDER, name)));
    writeFileSync(join(path, 'settings.json'), '{"metadata_url": "http://x/"}');
    const check = (serials: readonly string[]): string => `
import json, sys
sys.path.insert(0, sys.argv[1])
import guard, hardware
hardware.disks = lambda: {"disks": [{"name": "d", "serial": s, "bytes": 5} for s in ${JSON.stringify(serials)}]}
try:
    print(guard.check_disks([{"serial": "A", "bytes": 5}]))
except SystemExit as refusal:
    print(refusal)`;
    expect(run('-c', check(['A', 'B']), path)).toBe('0\n');
    expect(run('-c', check(['B']), path)).toMatch(/no disks are the one.*expected.*A.*found.*B/);
    expect(run('-c', check(['A', 'A']), path)).toMatch(/2 disks are the one/);
  });
});
