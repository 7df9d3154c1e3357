import { describe, expect, test } from 'vitest';
import type { Hardware } from '../../../src/core/hardware.ts';
import type { MachineSpec } from '../../../src/core/inventory.ts';
import type { Erasure } from '../../../src/core/erasing.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import {
  after,
  deployed,
  deployment,
  givenUp,
  hardware,
  id,
  MINUTE,
  machine,
  record,
  site,
} from '../../support/fleet.ts';
import {
  address,
  credentialsIn,
  multipart,
  type Rack,
  type RackOptions,
  rack,
} from '../../support/metadata.ts';

const ERASE = '/MAAS/metadata/2012-03-01/erase';
const DATA = '/MAAS/metadata/2012-03-01/';
const PRESEED = `/MAAS/metadata/latest/by-id/${id(1)}/?op=get_preseed`;
const from = address(1);

const disks = deployment().disks;
const erasure: Erasure = { generation: 1, attempt: 1, method: 'quick', disks };
const released = machine(1, { target: givenUp(1, { erase: 'quick' }) });
const row = (over: Partial<MachineRecord> = {}): MachineRecord =>
  record(1, 'releasing', {
    hardware: hardware(1, { serial: 'M1' }),
    deployment: deployment(),
    erasure,
    ...over,
  });

async function erasing(options: RackOptions = {}, over: Partial<MachineRecord> = {}) {
  const given = rack({ machines: [released, machine(2)], ...options });
  await given.put(1, row(over));
  const preseed = await given.get(PRESEED, { from });
  return { given, preseed, authorization: credentialsIn(preseed.body) };
}

const found = (over: Partial<Hardware> = {}) => hardware(1, { serial: 'M1', ...over });
const ask = (given: Rack, authorization: string, boot: string, over: Partial<Hardware> = {}) =>
  given.post(ERASE, {
    from,
    authorization,
    body: JSON.stringify({ boot, facts: found(over) }),
  });
const say = (given: Rack, authorization: string, fields: Readonly<Record<string, string>>) =>
  given.post(DATA, { from, authorization, ...multipart({ op: 'signal', ...fields }) });

describe('what it is given', () => {
  test('the commissioning environment, with a program that erases, and power off after it', async () => {
    const { given, preseed, authorization } = await erasing();
    expect(preseed.body).toContain('mode: poweroff');
    const program = await given.get(`${DATA}user-data`, { from, authorization });
    expect(program.status).toBe(200);
    expect(program.body).toContain('exec python3 erase.py');
    expect(program.body).not.toContain('SN-1');
  });

  test('the list, once it has shown itself; stored is to which boot before', async () => {
    const { given, authorization } = await erasing();
    const answer = await ask(given, authorization, 'boot-a');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ method: 'quick', disks });
    expect((await given.record(1))?.erasure).toEqual({
      ...erasure,
      released: { at: after(0), boot: 'boot-a' },
    });
    expect((await ask(given, authorization, 'boot-a')).body).toBe(answer.body);
  });

  test('another boot gets nothing, and does not end what the first one is at (rule 8)', async () => {
    const { given, authorization } = await erasing();
    await ask(given, authorization, 'boot-a');
    const other = await ask(given, authorization, 'boot-b');
    expect(other.status).toBe(409);
    expect(other.body).toContain('the list of disks was released to boot boot-a');
    expect(await given.record(1)).toMatchObject({ phase: 'releasing' });
    const answers = await erasing();
    const both = await Promise.all(
      ['a', 'b', 'c'].map((boot) => ask(answers.given, answers.authorization, boot)),
    );
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('a boot after that is powered off, whatever it asks for', async () => {
    const { given, authorization } = await erasing();
    await ask(given, authorization, 'boot-a');
    const preseed = await given.get(PRESEED, { from });
    const next = credentialsIn(preseed.body);
    expect(next).not.toBe(authorization);
    expect((await ask(given, next, 'boot-b')).status).toBe(401);
    const program = await given.get(`${DATA}user-data`, { from, authorization: next });
    expect(program.body).not.toContain('erase.py');
  });
});

describe('what is refused, naming expected and found (rule 7)', () => {
  test.each<[string, Partial<Hardware>, string]>([
    [
      'a swapped disk',
      { disks: [{ name: 'vda', serial: 'SN-9', bytes: 20_000_000_000, signatures: [] }] },
      'expected disk SN-1 of 20000000000 bytes, found SN-9 (20000000000 bytes)',
    ],
    [
      'the disk in another size',
      { disks: [{ name: 'vda', serial: 'SN-1', bytes: 5, signatures: [] }] },
      'expected disk SN-1 of 20000000000 bytes, found SN-1 (5 bytes)',
    ],
    ['another machine', { serial: 'M9' }, 'expected system serial M1, found M9'],
  ])('%s', async (_, over, because) => {
    const { given, authorization } = await erasing();
    const answer = await ask(given, authorization, 'boot-a', over);
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.body)).toEqual({ refused: because });
    const is = await given.record(1);
    const refused = because.includes('disk') ? 'disks' : 'identity';
    expect(is).toMatchObject({ phase: 'failed-releasing', reason: because, refused });
    expect(is?.erasure?.released).toBeUndefined();
    expect(given.events).toContainEqual({ event: 'guard.refused', name: 'n1', because });
  });

  test('how the machine boots does not matter for its disks', async () => {
    const { given, authorization } = await erasing();
    expect((await ask(given, authorization, 'a', { firmware: 'bios' })).status).toBe(200);
  });
});

describe('what is withheld, and fails nothing', () => {
  const takenBack: readonly (readonly [string, readonly MachineSpec[]])[] = [
    ['it left the inventory', [machine(2)]],
    ['its target is another one', [machine(1, { target: deployed() })]],
    ['another generation is named', [machine(1, { target: givenUp(2, { erase: 'quick' }) })]],
    ['another method', [machine(1, { target: givenUp(1, { erase: 'full' }) })]],
  ];
  test.each(takenBack)('%s', async (_, machines) => {
    const { given, authorization } = await erasing({ machines });
    const answer = await ask(given, authorization, 'boot-a');
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('asks for its erasing no more');
    const is = await given.record(1);
    expect(is).toMatchObject({ phase: 'releasing', erasure });
    expect(is?.erasure?.released).toBeUndefined();
  });

  test('a disk that is neither installed on nor named', async () => {
    const more = { ...erasure, disks: [...disks, { serial: 'SN-1x', bytes: 1 }] };
    const { given, authorization } = await erasing({}, { erasure: more });
    expect((await ask(given, authorization, 'boot-a')).status).toBe(409);
  });

  test('a store that is not the site’s (rule 11)', async () => {
    const { given, authorization } = await erasing({
      inventory: { site: { ...site, stateId: 'another' } },
    });
    expect((await ask(given, authorization, 'a')).body).toContain("the site's is another");
    expect((await given.record(1))?.erasure?.released).toBeUndefined();
  });

  test('while its BMC is being asked: this boot may be the one that is cut off', async () => {
    let busy = true;
    const { given, authorization } = await erasing({ underPower: () => busy });
    expect((await ask(given, authorization, 'boot-a')).status).toBe(503);
    expect((await given.record(1))?.erasure?.released).toBeUndefined();
    busy = false;
    expect((await ask(given, authorization, 'boot-a')).status).toBe(200);
  });

  test('what cannot be read, and tokens of something else', async () => {
    const { given, authorization } = await erasing();
    const post = async (body: string, header: string) =>
      (await given.post(ERASE, { from, authorization: header, body })).status;
    for (const body of ['', '[', 'null', '{}', '{"boot":"a"}', '{"boot":"a b","facts":{}}'])
      expect(await post(body, authorization), body).toBe(400);
    expect(await post('{}', 'OAuth x')).toBe(401);
    await given.put(1, record(1, 'commissioning', { attempts: 1 }));
    const other = credentialsIn((await given.get(PRESEED, { from })).body);
    expect((await ask(given, other, 'a')).status).toBe(401);
    expect((await ask(given, authorization, 'a')).status).toBe(401);
  });
});

describe('what it says', () => {
  test('OK ends the erasing, and what comes twice moves nothing', async () => {
    const { given, authorization } = await erasing();
    await ask(given, authorization, 'boot-a');
    expect((await say(given, authorization, { status: 'OK' })).status).toBe(200);
    const is = await given.record(1);
    expect(is).toMatchObject({ phase: 'releasing', erasure: { doneAt: after(0) } });
    await say(given, authorization, { status: 'OK' });
    await say(given, authorization, { status: 'FAILED', error: 'late' });
    expect(await given.record(1)).toEqual(is);
  });

  test('OK without a list is nobody’s', async () => {
    const { given, authorization } = await erasing();
    await say(given, authorization, { status: 'OK' });
    expect(await given.record(1)).toMatchObject({ phase: 'releasing', erasure });
  });

  test('FAILED is why it is held', async () => {
    const { given, authorization } = await erasing();
    await ask(given, authorization, 'boot-a');
    await say(given, authorization, { status: 'FAILED', error: 'hdparm is missing' });
    expect(await given.record(1)).toMatchObject({
      phase: 'failed-releasing',
      reason: 'hdparm is missing',
    });
  });

  test('OK after we gave up is still true; that of an attempt before is not', async () => {
    const { given, authorization } = await erasing();
    await ask(given, authorization, 'boot-a');
    await given.report(1, { kind: 'failed', reason: 'silent' });
    given.clock.now = after(MINUTE);
    await say(given, authorization, { status: 'OK' });
    expect(await given.record(1)).toMatchObject({ phase: 'releasing', erasure: { attempt: 1 } });

    const again = await erasing();
    await ask(again.given, again.authorization, 'boot-a');
    await again.given.report(1, { kind: 'failed', reason: 'silent' });
    const second = { ...erasure, attempt: 2 };
    await again.given.report(1, { kind: 'release-started', erasure: second });
    await say(again.given, again.authorization, { status: 'OK' });
    expect((await again.given.record(1))?.erasure).toEqual(second);
  });

  test('only the boot that erases is a sign of life', async () => {
    const { given, authorization } = await erasing();
    await ask(given, authorization, 'boot-a');
    given.clock.now = after(5 * MINUTE);
    const next = credentialsIn((await given.get(PRESEED, { from })).body);
    await given.get(`${DATA}user-data`, { from, authorization: next });
    expect((await given.record(1))?.heardAt).toBe(after(0));
    await say(given, authorization, { status: 'WORKING' });
    expect((await given.record(1))?.heardAt).toBe(after(5 * MINUTE));
  });

  test('an environment that ends before it was told which disks has failed', async () => {
    const { given, authorization } = await erasing();
    const end = () =>
      given.post(`/MAAS/metadata/status/${id(1)}`, {
        from,
        authorization,
        body: JSON.stringify({
          origin: 'cloudinit',
          name: 'modules-final',
          event_type: 'finish',
          result: 'FAIL',
          description: 'python3 is not there',
        }),
      });
    await end();
    expect(await given.record(1)).toMatchObject({ phase: 'failed-releasing' });
    await given.put(1, row());
    await ask(given, authorization, 'boot-a');
    await end();
    expect(await given.record(1)).toMatchObject({ phase: 'releasing' });
  });
});
