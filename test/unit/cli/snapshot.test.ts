/** `--observed snapshot:…`: a review on a host that has no store, no BMC password and no way to the site. */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import { keepKey } from '../../../src/controller/snapshot-place.ts';
import { sha256, signSnapshot } from '../../../src/controller/snapshots.ts';
import { asControllerError, explain } from '../../../src/core/errors.ts';
import { instant } from '../../../src/core/ids.ts';
import type { ObservedState } from '../../../src/core/observed.ts';
import { writeObserved } from '../../../src/core/snapshot.ts';
import { generateKey, readKey } from '../../../src/lib/ed25519.ts';
import { mac, observed, record, STORE } from '../../support/fleet.ts';
import { serve } from '../../support/http.ts';
import { createTestTerminal } from '../../support/terminal.ts';

const key = readKey(generateKey());
const KEY_LINE = `snapshots: { key: ${key.publicKey}, maxAge: 1h }\n`;

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'snapshot-'));
});
afterEach(() => rm(cwd, { recursive: true }));

/** n1 runs generation 1, and generation 2 is declared. */
async function review(text: string, { site = KEY_LINE, at = 'file' } = {}) {
  await mkdir(join(cwd, 'inventory'));
  const [mac1] = [mac(1)];
  await writeFile(
    join(cwd, 'inventory/all.yaml'),
    `kind: Site\nname: lab\nstateId: ${STORE}-0\n${site}---
kind: Machine
name: n1
macs: ['${mac1}']
power: { type: manual }
target: released
release: { generation: 1 }
`,
  );
  const file = join(cwd, 'snapshot.json');
  if (at === 'file') await writeFile(file, text);
  const terminal = createTestTerminal({ cwd, env: { PATH: process.env['PATH'], HOME: cwd } });
  const place = at === 'file' ? file : at;
  const inventory = join(cwd, 'inventory');
  const words = [
    '--dry-run',
    '--inventory',
    inventory,
    '--data-dir',
    join(cwd, 'data'),
    '--observed',
    `snapshot:${place}`,
  ];
  const code = await run(words, terminal).catch((error: unknown) => ({
    exit: asControllerError(error).code.endsWith('_SIGNATURE') ? 9 : 1,
    sentence: explain(error).replaceAll(cwd, ''),
  }));
  return { code, ...terminal.said };
}

function snapshot(over: Partial<ObservedState> = {}, site = 'lab', by = key): string {
  const seen = observed({
    records: [[1, record(1, 'deployed')]],
    ledger: [
      [
        1,
        {
          identity: { macs: [mac(1)] },
          generation: 1,
          startedAt: instant(0),
          name: record(1, 'ready').name,
        },
      ],
    ],
    over: { at: instant(Date.now()), storeId: `${STORE}-0`, ...over },
  });
  return signSnapshot(
    {
      version: 1,
      site,
      revision: 'c0ffee',
      commits: 1,
      boot: 'b',
      forgotten: {},
      observed: writeObserved(seen, sha256),
    },
    by,
  );
}

test('plans from the file, says how old it is, and leaves nothing on disk', async () => {
  const { code, out, err } = await review(snapshot());
  expect(code).toBe(0);
  expect(out).toContain('release     generation 1 is given up');
  expect(err).toMatch(/^reconcile: planned from a snapshot of .* UTC, 0 minutes ago\n$/);
  expect((await readdir(cwd)).toSorted()).toEqual(['inventory', 'snapshot.json']);
});

test('says of a machine that the controller does not know yet what nobody can know', async () => {
  const { out } = await review(snapshot({ machines: new Map(), ledger: new Map() }));
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'waits the snapshot does not say whether it is on: its BMC is asked before it is touched',
  );
});

test('status reads it too', async () => {
  await review(snapshot());
  const terminal = createTestTerminal({ cwd, env: { PATH: process.env['PATH'], HOME: cwd } });
  const words = ['--inventory', join(cwd, 'inventory'), '--data-dir', join(cwd, 'data')];
  const place = `snapshot:${join(cwd, 'snapshot.json')}`;
  expect(await run(['status', ...words, '--observed', place], terminal)).toBe(0);
  expect(terminal.said.out).toContain('release: generation 1 is given up');
});

test('plans from a URL', async () => {
  const port = await serve((app) => void app.get('/snapshot.json', async () => snapshot()));
  const { code } = await review('', { at: `http://127.0.0.1:${port}/snapshot.json` });
  expect(code).toBe(0);
});

test('marks what destroys data in a plan from a snapshot that is older than the site allows', async () => {
  const { code, out, err } = await review(snapshot({ at: instant(Date.now() - 3 * 3_600_000) }));
  expect(code).toBe(0);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'generation 1 is given up; but the snapshot is 3 hours old: take a newer one before you rely on it',
  );
  expect(err).toContain('3 hours ago');
});

const refused = (sentence: string) => ({
  exit: 9,
  sentence: `reading the snapshot /snapshot.json: ${sentence}`,
});

test('refuses a snapshot that another key signed', async () => {
  const { code } = await review(snapshot({}, 'lab', readKey(generateKey())));
  expect(code).toEqual(refused('its signature is not of the key in Site.snapshots.key'));
});

test('refuses a snapshot of another site, and of another store', async () => {
  const { code } = await review(snapshot({}, 'fra1'));
  expect(code).toEqual(
    refused(
      `it is of site fra1, store ${STORE}-0, and this inventory is of site lab, store ${STORE}-0`,
    ),
  );
});

test('refuses a snapshot of another store', async () => {
  const { code } = await review(snapshot({ storeId: 'other' }));
  expect(code).toEqual(
    refused(`it is of site lab, store other, and this inventory is of site lab, store ${STORE}-0`),
  );
});

test('believes none while the site names no key', async () => {
  const { code } = await review(snapshot(), { site: '' });
  expect(code).toEqual(
    refused(
      'Site.snapshots.key is not declared, so no snapshot can be trusted: commit the line that `reconcile state init` prints',
    ),
  );
});

test('refuses what is no snapshot', async () => {
  expect((await review('<html>')).code).toEqual(refused('it is not a snapshot'));
});

test('a file that is not there is named, and is no matter of trust', async () => {
  const { code } = await review('', { at: '/nowhere/snapshot.json' });
  expect(code).toMatchObject({
    exit: 1,
    sentence: expect.stringContaining('reading the snapshot /nowhere/snapshot.json') as string,
  });
});

test('anything but snapshot:… is a mistake of usage', async () => {
  const terminal = createTestTerminal({ cwd });
  expect(await run(['--dry-run', '--observed', 'live'], terminal)).toBe(64);
  expect(terminal.said.err).toContain('write snapshot:FILE or snapshot:URL');
});

test('the key is made once, and is nobody else’s to read', async () => {
  const config = { dataDir: join(cwd, 'data') };
  const first = await keepKey(config);
  expect((await keepKey(config)).publicKey).toBe(first.publicKey);
  expect((await stat(join(cwd, 'data/snapshot-key.pem'))).mode & 0o777).toBe(0o600);
});
