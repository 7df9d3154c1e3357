import { describe, expect, test } from 'vitest';
import type { MachineRecord } from '../../../src/core/machine.ts';
import type { Token } from '../../../src/core/ports.ts';
import { LATE_HEADER } from '../../../src/metadata/reply.ts';
import { stageMeaning, type StageReport } from '../../../src/metadata/signal.ts';
import { after, deployment, hardware, id, record } from '../../support/fleet.ts';
import { address, credentialsIn, multipart, rack } from '../../support/metadata.ts';

const stage = (origin: string, name: string, result = 'FAIL'): StageReport => ({
  origin,
  name,
  eventType: 'finish',
  result,
  description: 'what it was',
});
const deploying = record(1, 'deploying', { deployment: deployment() });
const released: MachineRecord = { ...deploying, installerReleased: { at: after(1), boot: 'a' } };

describe('a stage that ends', () => {
  test.each<[string, StageReport, Token['environment'], MachineRecord, string | undefined]>([
    [
      'curtin fails',
      stage('curtin', 'cmd-install'),
      'installer',
      released,
      'curtin failed: what it was',
    ],
    [
      'curtin succeeds',
      stage('curtin', 'cmd-install', 'SUCCESS'),
      'installer',
      released,
      undefined,
    ],
    [
      'a stage of curtin fails, and curtin will say what that means',
      stage('curtin', 'cmd-install/stage-extract'),
      'installer',
      released,
      undefined,
    ],
    [
      'modules-config fails over a locale',
      stage('cloudinit', 'modules-config'),
      'installer',
      deploying,
      undefined,
    ],
    [
      'modules-final fails before the guard could ask',
      stage('cloudinit', 'modules-final'),
      'installer',
      deploying,
      'the installing environment ended before the installer was released: what it was',
    ],
    [
      'modules-final fails over something else after curtin ran',
      stage('cloudinit', 'modules-final'),
      'installer',
      released,
      undefined,
    ],
    [
      'the runner died',
      stage('cloudinit', 'modules-final'),
      'commissioning',
      record(1, 'commissioning'),
      'the commissioning environment ended without a result: what it was',
    ],
    [
      'modules-final after the runner signalled',
      stage('cloudinit', 'modules-final'),
      'commissioning',
      record(1, 'ready'),
      undefined,
    ],
    [
      'the installed system has a failing stage',
      stage('cloudinit', 'modules-final'),
      'installed',
      { ...released, phase: 'deployed' },
      undefined,
    ],
  ])('%s', (_, report, environment, machine, reason) => {
    const event = stageMeaning(report, environment, machine);
    expect(event).toEqual(reason === undefined ? undefined : { kind: 'failed', reason });
  });
});

const from = address(1);
const SIGNAL = '/MAAS/metadata/2012-03-01/';

async function commissioning() {
  const given = rack();
  await given.put(1, record(1, 'commissioning', { attempts: 1 }));
  const preseed = await given.get(`/MAAS/metadata/latest/by-id/${id(1)}/?op=get_preseed`, { from });
  const authorization = credentialsIn(preseed.body);
  const signal = async (fields: Record<string, string>, files = {}) =>
    given.post(SIGNAL, { from, authorization, ...multipart(fields, files) });
  return { given, authorization, signal };
}

test('FAILED ends commissioning with the runner’s reason, on one line', async () => {
  const { given, signal } = await commissioning();
  await signal({ op: 'signal', status: 'FAILED', error: '40-disks: exit 1:\nno lsblk\u0007' });
  expect(await given.record(1)).toMatchObject({
    phase: 'failed-commissioning',
    reason: '40-disks: exit 1: no lsblk',
  });
  expect(given.events).toContainEqual({
    event: 'metadata.signalled',
    name: 'n1',
    status: 'FAILED',
    because: '40-disks: exit 1: no lsblk',
  });
});

test('what comes too late is answered as ever, and the answer says that it moved nothing', async () => {
  const { given, signal } = await commissioning();
  const facts = { 'facts.json': JSON.stringify(hardware(1)) };
  const heard = await signal({ op: 'signal', status: 'OK' }, facts);
  expect([heard.status, heard.headers[LATE_HEADER]]).toEqual([200, undefined]);
  expect((await given.record(1))?.phase).toBe('ready');
  for (const fields of [{ op: 'signal', status: 'OK' }, { op: 'netboot_off' }]) {
    const late = await signal(fields, facts);
    expect([late.status, late.body, late.headers[LATE_HEADER]]).toEqual([200, 'OK', '1']);
  }
});

test('a script’s own failure waits for the runner’s verdict', async () => {
  const { given, signal } = await commissioning();
  await signal({ op: 'signal', status: 'FAILED', script_result_id: '3', exit_status: '1' });
  expect((await given.record(1))?.phase).toBe('commissioning');
});

test.each([
  ['none', {}, 'document: not an object'],
  ['no JSON', { 'facts.json': '{' }, 'document: not an object'],
  [
    'a disk without a size',
    {
      'facts.json': JSON.stringify({ ...hardware(1), disks: [{ name: 'sda' }] }),
    },
    'disks[0].bytes: not a size',
  ],
])('OK with facts that cannot be read (%s) fails, saying what', async (_, files, problem) => {
  const { given, signal } = await commissioning();
  expect((await signal({ op: 'signal', status: 'OK' }, files)).status).toBe(200);
  expect(await given.record(1)).toMatchObject({
    phase: 'failed-commissioning',
    reason: `commissioning sent facts that cannot be read: ${problem}`,
  });
});

test('unknown words are refused, and strangers', async () => {
  const { given, authorization, signal } = await commissioning();
  expect((await signal({ op: 'signal', status: 'FINE' })).status).toBe(400);
  expect((await signal({ op: 'netboot_on' })).status).toBe(400);
  expect(
    (await given.post(SIGNAL, { from, authorization, body: 'x', type: 'text/plain' })).status,
  ).toBe(400);
  expect(
    (await given.post(SIGNAL, { from, ...multipart({ op: 'signal', status: 'OK' }) })).status,
  ).toBe(401);
  expect((await given.record(1))?.phase).toBe('commissioning');
});

describe('the webhook', () => {
  const STATUS = `/MAAS/metadata/status/${id(1)}`;
  const event = {
    origin: 'cloudinit',
    name: 'init-network',
    event_type: 'start',
    description: 'd',
  };

  test('answers 204 to what it takes, counts a sign of life, and tells people', async () => {
    const { given, authorization } = await commissioning();
    given.clock.now = after(60_000);
    const answer = await given.post(STATUS, { from, authorization, body: JSON.stringify(event) });
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect((await given.record(1))?.heardAt).toBe(after(60_000));
    expect(given.events).toContainEqual({
      event: 'metadata.reported',
      name: 'n1',
      origin: 'cloudinit',
      stage: 'init-network',
      result: 'start',
    });
  });

  test('writes a sign of life every ten seconds at most', async () => {
    const { given, authorization } = await commissioning();
    const heard: unknown[] = [];
    for (const ms of [20_000, 21_000, 29_999, 30_000]) {
      given.clock.now = after(ms);
      await given.post(STATUS, { from, authorization, body: JSON.stringify(event) });
      heard.push((await given.record(1))?.heardAt);
    }
    expect(heard).toEqual([after(20_000), after(20_000), after(20_000), after(30_000)]);
  });

  test('400 for what it cannot read, 401 without credentials, 204 for a token of old', async () => {
    const { given, authorization } = await commissioning();
    const post = async (body: string, header?: string) =>
      (
        await given.post(STATUS, {
          from,
          body,
          ...(header === undefined ? {} : { authorization: header }),
        })
      ).status;
    for (const body of ['', '{', 'null', '3', '[]', '{"name": 1}'])
      expect(await post(body, authorization), body).toBe(400);
    expect(await post(JSON.stringify(event))).toBe(401);
    await given.put(1, record(1, 'deployed', { deployment: deployment() }));
    expect(await post('{', authorization)).toBe(204);
    expect(await post('{', 'OAuth oauth_consumer_key=a,oauth_token=b,oauth_signature=&c')).toBe(
      204,
    );
  });
});
