import { describe, expect, test } from 'vitest';
import { type Cause, causesOf } from '../../../src/core/causes.ts';
import type { DeploymentParts, MachineSpec, Uses } from '../../../src/core/inventory.ts';
import type { MachineName } from '../../../src/core/ids.ts';
import type { MachineRecord } from '../../../src/core/machine.ts';
import { plan } from '../../../src/core/plan.ts';
import { printCause } from '../../../src/core/print-cause.ts';
import {
  at,
  deployed,
  deployment,
  deploymentSpec,
  digest,
  givenUp,
  id,
  inventory,
  machine,
  observed,
  record,
} from '../../support/fleet.ts';

const causes = (spec: MachineSpec, row: MachineRecord): readonly Cause[] =>
  causesOf({ kind: 'matched', spec, id: id(1), machine: { record: row, serial: 1 } });
const told = (spec: MachineSpec, row: MachineRecord): readonly string[] =>
  causes(spec, row).map((cause) => `${cause.effect}: ${printCause(cause)}`);

const { parts, uses } = deploymentSpec();
const part = (name: string, content: string): DeploymentParts['userData'][number] => ({
  name,
  content,
  contentType: 'text/cloud-config',
  substitute: true,
});
const installed = (over: Partial<DeploymentParts>, used?: Uses): MachineRecord =>
  record(1, 'deployed', {
    deployment: deployment({
      parts: { ...parts, ...over },
      ...(used === undefined ? {} : { uses: used }),
    }),
  });
const wanted = (over: Partial<DeploymentParts>, used: Partial<Uses> = {}): MachineSpec =>
  machine(1, {
    target: deployed({
      digest: digest('e'),
      parts: { ...parts, ...over },
      uses: { ...uses, ...used },
    }),
  });

describe('of a deployed machine', () => {
  const two: Uses = {
    ...uses,
    cloudInit: [
      { name: 'base', parts: 2 },
      { name: 'web', parts: 1 },
    ],
  };

  test('name the document whose contents changed, and the part, but not the contents', () => {
    const row = installed({ userData: [part('a', '1'), part('b', '2'), part('a', '3')] }, two);
    const spec = wanted({ userData: [part('a', '1'), part('b', 'X'), part('a', '3')] }, two);
    expect(causes(spec, row)).toEqual([
      {
        field: 'CloudInit.parts.content',
        document: 'CloudInit/base',
        item: 'b',
        before: expect.stringMatching(/^#[0-9a-f]{8}$/) as unknown,
        after: expect.stringMatching(/^#[0-9a-f]{8}$/) as unknown,
        effect: 'pending',
        at: undefined,
      },
    ]);
  });

  test('say that parts changed places', () => {
    const row = installed({ userData: [part('a', '1'), part('b', '2')] }, two);
    const spec = wanted({ userData: [part('b', '2'), part('a', '1')] }, two);
    expect(told(spec, row)).toEqual(['pending: CloudInit/base parts.name a, b → b, a']);
  });

  test('say that a document is used no more, and not what it said', () => {
    const one: Uses = { ...uses, cloudInit: [{ name: 'base', parts: 1 }] };
    const both: Uses = { ...uses, cloudInit: [...one.cloudInit, { name: 'web', parts: 1 }] };
    const row = installed({ userData: [part('a', '1'), part('c', '3')] }, both);
    expect(told(wanted({ userData: [part('a', '1')] }, one), row)).toEqual([
      'pending: deploy.cloudInit',
    ]);
  });

  test('put what asks for an install before what comes along with it', () => {
    const spec = machine(1, {
      target: deployed({ generation: 2, inMemory: true, digest: digest('e') }),
    });
    expect(told(spec, installed({}))).toEqual([
      'reinstall: deploy.generation 1 → 2',
      'pending: deploy.inMemory false → true',
    ]);
    expect(causes(spec, installed({}))[0]?.at).toEqual(at(9));
  });

  test('know that a lower generation does nothing (rule 1)', () => {
    const row = record(1, 'deployed', { deployment: deployment({ generation: 3 }) });
    expect(told(machine(1, { target: deployed() }), row)).toEqual([
      'pending: deploy.generation 3 → 1',
    ]);
  });

  test('are none where nothing differs, in whatever order it was written', () => {
    const config = { a: 1, b: { c: 2, d: 3 } };
    const turned = { b: { d: 3, c: 2 }, a: 1 };
    const row = installed({ preseed: { ...parts.preseed, config } });
    expect(told(wanted({ preseed: { ...parts.preseed, config: turned } }), row)).toEqual([]);
  });
});

test.each<[string, Partial<MachineSpec>, MachineRecord, readonly string[]]>([
  [
    'released',
    { target: givenUp(1) },
    installed({}),
    ['release: target deployed → released', 'release: release.generation 1'],
  ],
  ['given up without a word', {}, installed({}), ['release: target deployed → ready']],
  [
    'allocated for the first time',
    { owner: 'web', target: deployed() },
    record(1, 'ready'),
    ['install: target ready → deployed', 'live: owner web'],
  ],
  [
    'in other hands',
    { owner: 'db', target: deployed() },
    { ...installed({}), owner: 'web' },
    ['release: owner web → db'],
  ],
  [
    'renamed',
    { name: 'm1' as MachineName, target: deployed() },
    installed({}),
    ['pending: name n1 → m1'],
  ],
  ['ready as declared', {}, record(1, 'ready'), []],
])('of a machine that is %s', (_what, over, row, expected) => {
  expect(told(machine(1, over), row)).toEqual(expected);
});

test('a field that this version does not know blocks the row, whatever it would do (rule 1)', () => {
  const strange = { ...parts, flavour: 'hot' } as DeploymentParts;
  const spec = machine(1, {
    target: deployed({ generation: 2, digest: digest('e'), parts: strange }),
  });
  const { changes } = plan(inventory([spec]), observed({ records: [[1, installed({})]] }));
  expect(changes[0]?.step).toMatchObject({
    kind: 'hold',
    guard: 'effect',
    because: expect.stringContaining('Machine.deploy.flavour differs') as unknown,
  });
  expect(changes[0]?.causes[0]).toMatchObject({
    effect: undefined,
    after: expect.stringMatching(/^#[0-9a-f]{8}$/) as unknown,
  });
});
