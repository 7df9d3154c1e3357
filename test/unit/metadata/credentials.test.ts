import { describe, expect, test } from 'vitest';
import type { MachineRecord, Phase } from '../../../src/core/machine.ts';
import type { Token } from '../../../src/core/ports.ts';
import { credentialsFor, inForce } from '../../../src/metadata/credentials.ts';
import { after, deployment, id, record } from '../../support/fleet.ts';
import { address, credentialsIn, form, rack } from '../../support/metadata.ts';

const token = (environment: Token['environment'], over: Partial<Token> = {}): Token => ({
  machine: id(1),
  environment,
  attempt: environment === 'commissioning' ? 'commission/1' : 'deploy/1/1',
  consumerKey: 'c',
  secret: 's',
  madeAt: after(10),
  ...over,
});
const inPhase = (phase: Phase, over: Partial<MachineRecord> = {}): MachineRecord =>
  record(1, phase, { attempts: 1, since: after(10), deployment: deployment(), ...over });

describe('a token is in force', () => {
  test.each<[Token['environment'], Phase, boolean]>([
    ['commissioning', 'commissioning', true],
    ['commissioning', 'failed-commissioning', false],
    ['commissioning', 'deploying', false],
    ['installer', 'deploying', true],
    ['installer', 'failed-deployment', false],
    ['installer', 'deployed', false],
    ['installed', 'deploying', true],
    ['installed', 'deployed', true],
    ['installed', 'failed-deployment', true],
    ['installed', 'releasing', false],
    ['installed', 'ready', false],
  ])('%s while %s: %s', (environment, phase, expected) => {
    expect(inForce(token(environment), inPhase(phase))).toBe(expected);
  });

  test('not in the next attempt, nor for the next generation', () => {
    for (const over of [{ attempt: 2 }, { generation: 2 }])
      for (const environment of ['installer', 'installed'] as const)
        expect(
          inForce(token(environment), inPhase('deploying', { deployment: deployment(over) })),
        ).toBe(false);
  });

  test('not when the same attempt is counted from 1 again after a person’s retry', () => {
    const again = inPhase('deploying', { since: after(20) });
    expect(inForce(token('installer'), again)).toBe(false);
    expect(inForce(token('installed'), again)).toBe(false);
  });

  test('while the machine is broken as in the phase it came from', () => {
    const broken = inPhase('broken', { brokenFrom: 'deployed', since: after(99) });
    expect(inForce(token('installed'), broken)).toBe(true);
  });
});

test('the same environment of the same attempt gets the same token; a new attempt drops the old ones', async () => {
  const given = rack();
  const machine = (row: MachineRecord) => ({ id: id(1), record: row });
  const first = await credentialsFor(given.deps, machine(inPhase('deploying')), 'installer');
  expect(await credentialsFor(given.deps, machine(inPhase('deploying')), 'installer')).toEqual(
    first,
  );
  const second = inPhase('deploying', { since: after(50), deployment: deployment({ attempt: 2 }) });
  const next = await credentialsFor(given.deps, machine(second), 'installer');
  expect(next.tokenKey).not.toBe(first.tokenKey);
  expect([...(await given.store.list('token')).keys()]).toEqual([next.tokenKey]);
});

test('a token made while the clock was set back is in force all the same', async () => {
  const given = rack();
  const row = inPhase('deploying', { since: after(60_000) });
  const { tokenKey } = await credentialsFor(given.deps, { id: id(1), record: row }, 'installer');
  const stored = await given.store.get('token', tokenKey);
  expect(stored && inForce(stored.value, row)).toBe(true);
});

describe('one machine never reads another’s data', () => {
  const paths = [
    '/MAAS/metadata/2012-03-01/meta-data/instance-id',
    '/MAAS/metadata/2012-03-01/user-data',
    '/MAAS/metadata/curtin/2012-03-01/user-data',
  ];

  test('whatever address and token it shows, its token gives its own', async () => {
    const given = rack();
    for (const n of [1, 2]) await given.put(n, record(n, 'commissioning', { attempts: 1 }));
    const preseed = async (n: number) =>
      given.get(`/MAAS/metadata/latest/by-id/${id(n)}/?op=get_preseed`, { from: address(n) });
    const authorization = credentialsIn((await preseed(2)).body);
    // Token of 2 at the address of 1: who it is, the token says.
    const instance = await given.get(paths[0] ?? '', { from: address(1), authorization });
    expect(instance.body).toBe(id(2));
    const status = `/MAAS/metadata/status/${id(1)}`;
    const body = JSON.stringify({
      origin: 'cloudinit',
      name: 'modules-final',
      event_type: 'finish',
      result: 'FAIL',
    });
    expect((await given.post(status, { from: address(2), authorization, body })).status).toBe(204);
    expect((await given.record(1))?.phase).toBe('commissioning');
  });

  test('preseed and netboot_off are for the holder of the lease only', async () => {
    const given = rack();
    await given.put(1, record(1, 'deploying', { deployment: deployment() }));
    const byId = `/MAAS/metadata/latest/by-id/${id(1)}/`;
    for (const from of [address(2), '10.0.0.99', '10.9.9.9', '::1']) {
      expect((await given.get(`${byId}?op=get_preseed`, { from })).status).toBe(403);
      expect((await given.post(byId, { from, ...form({ op: 'netboot_off' }) })).status).toBe(403);
    }
    expect(given.events.filter(({ event }) => event === 'metadata.refused')).toHaveLength(8);
    expect(await given.store.list('token')).toEqual(new Map());
  });

  test.each<[Phase, number]>([
    ['new', 403],
    ['commissioning', 200],
    ['failed-commissioning', 403],
    ['ready', 200],
    ['releasing', 200],
    ['deployed', 403],
  ])('a preseed in phase %s: %i', async (phase, status) => {
    const given = rack();
    await given.put(1, record(1, phase, { deployment: deployment() }));
    const url = `/MAAS/metadata/latest/by-id/${id(1)}/?op=get_preseed`;
    expect((await given.get(url, { from: address(1) })).status).toBe(status);
  });

  test.each([
    'OAuth oauth_consumer_key="a", oauth_token="b", oauth_signature="%26c"',
    'OAuth ',
    'Basic dXNlcjpwYXNz',
    '',
  ])('%j reads nothing', async (authorization) => {
    const given = rack({ machines: [] });
    for (const path of paths)
      expect((await given.get(path, { from: address(1), authorization })).status).toBe(401);
  });

  test('the right key with a wrong secret or consumer is nobody', async () => {
    const given = rack();
    await given.put(1, record(1, 'commissioning', { attempts: 1 }));
    const preseed = await given.get(`/MAAS/metadata/latest/by-id/${id(1)}/?op=get_preseed`, {
      from: address(1),
    });
    const good = credentialsIn(preseed.body);
    const instance = async (authorization: string) =>
      (await given.get(paths[0] ?? '', { from: address(1), authorization })).status;
    expect(await instance(good)).toBe(200);
    expect(await instance(good.replace('%26', '%26x'))).toBe(401);
    expect(await instance(good.replace('consumer_key="', 'consumer_key="x'))).toBe(401);
  });
});

test('netboot_on is served to nobody', async () => {
  const given = rack();
  await given.put(1, record(1, 'deploying', { deployment: deployment() }));
  const byId = `/MAAS/metadata/latest/by-id/${id(1)}/`;
  const answer = await given.post(byId, { from: address(1), ...form({ op: 'netboot_on' }) });
  expect(answer.status).toBe(400);
});

test('an installer that ends after the deadline does not fail at its last command', async () => {
  const given = rack();
  const released = { installerReleased: { at: after(1), boot: 'a' } };
  const byId = `/MAAS/metadata/latest/by-id/${id(1)}/`;
  const ask = { from: address(1), ...form({ op: 'netboot_off' }) };
  await given.put(1, record(1, 'failed-deployment', { deployment: deployment(), ...released }));
  expect((await given.post(byId, ask)).status).toBe(200);
  await given.put(1, record(1, 'failed-deployment', { deployment: deployment() }));
  expect((await given.post(byId, ask)).status).toBe(403);
});
