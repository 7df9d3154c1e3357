import { describe, expect, test } from 'vitest';
import { type Hardware, sameUuid } from '../../../src/core/hardware.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import { contradiction, identifiersOf } from '../../../src/metadata/proof.ts';
import {
  deployment,
  deploymentSpec,
  hardware,
  id,
  mac,
  noble,
  record,
  site,
} from '../../support/fleet.ts';
import {
  address,
  credentialsIn,
  type Rack,
  type RackOptions,
  rack,
} from '../../support/metadata.ts';

const UUID = '11223344-5566-7788-99aa-bbccddeeff00';
const SWAPPED = '44332211-6655-8877-99aa-bbccddeeff00';

const row = (over: Partial<MachineRecord> = {}): MachineRecord =>
  record(1, 'deploying', {
    hardware: hardware(1, { uuid: UUID, serial: 'M1' }),
    deployment: deployment(),
    ...over,
  });
const found = (over: Partial<Hardware> = {}): Hardware =>
  hardware(1, { uuid: UUID, serial: 'M1', ...over });
const judge = (
  machine: Hardware,
  { record: given = row(), others = [] as readonly MachineRecord[] } = {},
): string | undefined =>
  contradiction(
    {
      record: given,
      deployment: given.deployment ?? deployment(),
      others: others.map(identifiersOf),
    },
    machine,
  )?.because;

describe('nothing speaks against', () => {
  test('the machine itself', () => expect(judge(found())).toBeUndefined());

  test('its UUID in the other byte order', () => {
    expect(sameUuid(UUID, SWAPPED)).toBe(true);
    expect(judge(found({ uuid: SWAPPED }))).toBeUndefined();
  });

  test('a placeholder UUID, on both sides', () => {
    const placeholder = '03000200-0400-0500-0006-000700080009';
    const given = row({ hardware: hardware(1, { uuid: placeholder }) });
    expect(judge(found({ uuid: placeholder }), { record: given })).toBeUndefined();
  });

  test('another UUID where two machines have the same: it identifies nobody', () => {
    const twin = record(2, 'ready', { hardware: hardware(2, { uuid: UUID }) });
    const other = found({ uuid: 'aaaaaaaa-5566-7788-99aa-bbccddeeff00' });
    expect(judge(other, { others: [twin] })).toBeUndefined();
  });

  test('more disks than the plan writes', () => {
    const extra = { name: 'vdb', serial: 'SN-1x', bytes: 1, signatures: [] };
    expect(judge(found({ disks: [...hardware(1).disks, extra] }))).toBeUndefined();
  });
});

describe('refused, naming what was expected and what was found', () => {
  test.each<[string, Partial<Hardware>, string]>([
    [
      'none of its MACs',
      { nics: [{ name: 'e', mac: mac(7) }] },
      `expected one of the MAC addresses ${mac(1)}, found ${mac(7)}`,
    ],
    [
      'another UUID',
      { uuid: 'aaaaaaaa-5566-7788-99aa-bbccddeeff00' },
      `expected system UUID ${UUID}, found aaaaaaaa-5566-7788-99aa-bbccddeeff00`,
    ],
    ['another serial', { serial: 'M9' }, 'expected system serial M1, found M9'],
    [
      'a placeholder where there was a serial',
      { serial: 'To Be Filled By O.E.M.' },
      'expected system serial M1, found none',
    ],
    [
      'the other firmware mode',
      { firmware: 'bios' },
      'expected uefi firmware, as commissioned, found bios',
    ],
    [
      'another disk',
      { disks: [{ name: 'vda', serial: 'SN-9', bytes: 20_000_000_000, signatures: [] }] },
      'expected disk SN-1 of 20000000000 bytes, found SN-9 (20000000000 bytes)',
    ],
    [
      'the disk in another size',
      { disks: [{ name: 'vda', serial: 'SN-1', bytes: 5, signatures: [] }] },
      'expected disk SN-1 of 20000000000 bytes, found SN-1 (5 bytes)',
    ],
    ['no disks', { disks: [] }, 'expected disk SN-1 of 20000000000 bytes, found none'],
  ])('%s', (_, over, expected) => expect(judge(found(over))).toBe(expected));

  test('two disks of the same serial', () => {
    const [disk] = hardware(1).disks;
    expect(judge(found({ disks: [disk!, disk!] }))).toBe(
      'expected disk SN-1 of 20000000000 bytes, found 2 disks that are called so',
    );
  });

  test('a MAC that another machine declares', () => {
    const nics = [mac(1), mac(2)].map((m, i) => ({ name: `e${i}`, mac: m }));
    expect(judge(found({ nics }), { others: [record(2, 'ready')] })).toContain(
      'found a MAC address of n2 in it',
    );
  });

  test('a plan without a disk', () => {
    const given = row({ deployment: deployment({ disks: [] }) });
    expect(judge(found(), { record: given })).toContain('found none in the plan');
  });
});

const from = address(1);
const GUARD = '/MAAS/metadata/curtin/2012-03-01/guard';

async function deploying(options: RackOptions = {}, over: Partial<MachineRecord> = {}) {
  const given = rack(options);
  await given.put(1, row(over));
  const preseed = await given.get(`/MAAS/metadata/latest/by-id/${id(1)}/?op=get_preseed`, { from });
  return { given, authorization: credentialsIn(preseed.body) };
}

const ask = async (
  given: Rack,
  authorization: string,
  boot: string,
  over: Partial<Hardware> = {},
) =>
  given.post(GUARD, {
    from,
    authorization,
    body: JSON.stringify({ boot, facts: found(over) }),
  });

test('the first byte leaves after it is stored to which boot; another boot gets nothing', async () => {
  const { given, authorization } = await deploying();
  const first = await ask(given, authorization, 'boot-a');
  expect(first.status).toBe(200);
  const again = await ask(given, authorization, 'boot-a');
  expect(again.body).toBe(first.body);
  const other = await ask(given, authorization, 'boot-b');
  expect(other.status).toBe(409);
  expect(JSON.parse(other.body)).toEqual({ refused: 'the installer was released to boot boot-a' });
  expect(await given.record(1)).toMatchObject({
    phase: 'deploying',
    installerReleased: { boot: 'boot-a' },
  });
});

test('a store that is not the site’s releases no installer, whoever finds it (rule 11)', async () => {
  const { given, authorization } = await deploying({
    inventory: { site: { ...site, stateId: 'another' } },
  });
  const answer = await ask(given, authorization, 'boot-a');
  expect(answer.status).toBe(409);
  expect(answer.body).toContain("the site's is another");
  expect((await given.record(1))?.installerReleased).toBeUndefined();
  expect((await given.record(1))?.phase).toBe('deploying');
});

test('an attempt that ends while its installer is being made gets nothing, and harms not the next one', async () => {
  let begin: (() => void) | undefined;
  const secrets = {
    get A() {
      begin?.();
      return 'a';
    },
  };
  const { given, authorization } = await deploying({ secrets }, withUserData('${secret:env:A}'));
  const next = row({ ...withUserData('x'), deployment: deployment({ generation: 2 }) });
  begin = () => void given.put(1, next);
  const answer = await ask(given, authorization, 'boot-a');
  expect(answer.status).toBe(409);
  expect(answer.body).not.toContain('config');
  expect(await given.record(1)).toEqual(next);
});

test('while its BMC is being asked, a machine waits: this boot may be the one that is cut off', async () => {
  let busy = true;
  const { given, authorization } = await deploying({ underPower: () => busy });
  expect((await ask(given, authorization, 'boot-a')).status).toBe(503);
  expect(await given.record(1)).toMatchObject({ phase: 'deploying' });
  expect((await given.record(1))?.installerReleased).toBeUndefined();
  busy = false;
  expect((await ask(given, authorization, 'boot-a')).status).toBe(200);
});

test('two boots at once: one of them gets it', async () => {
  const { given, authorization } = await deploying();
  const answers = await Promise.all(['a', 'b', 'c'].map((boot) => ask(given, authorization, boot)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('the wrong machine is refused, the deployment fails for that reason, and nothing is released', async () => {
  const { given, authorization } = await deploying();
  const answer = await ask(given, authorization, 'boot-a', { serial: 'M9' });
  expect(answer.status).toBe(409);
  const because = 'expected system serial M1, found M9';
  expect(JSON.parse(answer.body)).toEqual({ refused: because });
  const after = await given.record(1);
  expect(after).toMatchObject({
    phase: 'failed-deployment',
    reason: because,
    refused: 'identity',
  });
  expect(after?.installerReleased).toBeUndefined();
  expect(given.events).toContainEqual({ event: 'guard.refused', name: 'n1', because });
});

const withUserData = (content: string) => ({
  deployment: deployment({
    parts: {
      ...deploymentSpec().parts,
      userData: [
        { name: 'x', contentType: 'text/cloud-config', content, substitute: true } as const,
      ],
      preseed: {
        config: { who: '${machine.name} ${secret:env:A}' },
        earlyCommands: {},
        lateCommands: {},
      },
    },
  }),
});

test('what cannot be made for the installed system is found out before a disk is touched', async () => {
  const { given, authorization } = await deploying(
    { secrets: { A: 'a' } },
    withUserData('password: ${secret:env:GONE}'),
  );
  const answer = await ask(given, authorization, 'boot-a');
  expect(JSON.parse(answer.body)).toEqual({ refused: 'reading secret GONE: it is not set' });
  expect(await given.record(1)).toMatchObject({ phase: 'failed-deployment' });
});

test('an unknown placeholder is named; a known one and a secret are filled in', async () => {
  const wrong = await deploying({ secrets: { A: 'a' } }, withUserData('${machine.labels.rack}'));
  expect((await ask(wrong.given, wrong.authorization, 'b')).body).toContain(
    'filling in the configuration of n1: nothing is called machine.labels.rack',
  );
  const right = await deploying({ secrets: { A: 'hush' } }, withUserData('x'));
  expect((await ask(right.given, right.authorization, 'b')).body).toContain('n1 hush');
});

test.each([
  ['that fills in well', 'hush-1'],
  ['that breaks the document it is filled into', 'hush-1: [}"\n\t- x: \'hush-1'],
])(
  'a secret %s is in the installer alone, and in no event, reason, row or history',
  async (_, A) => {
    const parts = withUserData('#cloud-config\npassword: ${secret:env:A}\n');
    const { given, authorization } = await deploying({ secrets: { A } }, parts);
    const answer = await ask(given, authorization, 'b');
    expect(answer.status === 200 || !answer.body.includes('hush-1')).toBe(true);
    const collections = ['machine', 'token', 'setback', 'installed', 'candidate', 'site'] as const;
    const rows = await Promise.all(collections.map((name) => given.store.list(name)));
    const kept = [
      rows.map((kind) => [...kind]),
      given.events,
      await given.store.history(undefined, 999),
    ];
    expect(JSON.stringify(kept)).not.toContain('hush-1');
  },
);

test.each([
  ['an image that is gone', { images: [] }, 'is not stored'],
  [
    'an archive that is not in the inventory',
    {
      inventory: {
        site: {
          ...site,
          curtin: {
            kind: 'archive',
            sha256: noble().files[0]!.sha256,
            file: { path: 'c.tar', sha256: noble().files[0]!.sha256 },
          },
        },
      } as const,
    },
    'c.tar is not in the inventory',
  ],
])('%s is a refusal that says so', async (_, options, because) => {
  const { given, authorization } = await deploying(options);
  expect((await ask(given, authorization, 'b')).body).toContain(because);
});

test('the guard is for an installer’s token, and for what can be read', async () => {
  const { given, authorization } = await deploying();
  const post = async (body: string, header = authorization) =>
    (await given.post(GUARD, { from, authorization: header, body })).status;
  expect(await post('{"boot":"a"}', 'OAuth x')).toBe(401);
  for (const body of ['', '[', 'null', '[]', '{}', '{"boot":"a"}', '{"boot":"a b","facts":{}}'])
    expect(await post(body), body).toBe(400);
  expect((await given.record(1))?.phase).toBe('deploying');
});
