/** Random fleets, and what was observed of them: every phase, with and without what machines were given. */
import { fc } from '@fast-check/vitest';
import type { MachineName } from '../../src/core/ids.ts';
import type {
  DeploymentParts,
  Inventory,
  MachineSpec,
  ReleaseSpec,
  Uses,
} from '../../src/core/inventory.ts';
import type { MachineRecord, Phase } from '../../src/core/machine.ts';
import type { ObservedState, PowerState } from '../../src/core/observed.ts';
import { digestOfValue } from '../../src/inventory/digest.ts';
import {
  after,
  deployment,
  deploymentSpec,
  givenUp,
  hardware,
  inventory,
  ledgerRow,
  machine,
  mac,
  observed,
  record,
  site,
} from './fleet.ts';

const PHASES: readonly Phase[] = [
  'new',
  'commissioning',
  'failed-commissioning',
  'ready',
  'allocated',
  'deploying',
  'failed-deployment',
  'deployed',
  'releasing',
  'failed-releasing',
  'broken',
];

/** Few values of each, so that what was installed is often what is declared. */
const parts: fc.Arbitrary<DeploymentParts> = fc.record({
  hostname: fc.constantFrom('n', 'm'),
  sshKeys: fc.subarray(['ssh-ed25519 AAAA ann', 'ssh-ed25519 BBBB bob']),
  userData: fc.subarray(['password: hunter2-secret\n', 'packages: [nginx]\n']).map((contents) =>
    contents.map((content, i) => ({
      name: `part-${i}`,
      contentType: 'text/cloud-config' as const,
      content,
      substitute: false,
    })),
  ),
  kernelOptions: fc.subarray(['console=ttyS0', 'quiet']),
  storage: fc.constantFrom(
    { layout: 'flat' as const, disk: undefined },
    { layout: 'flat' as const, disk: { serial: 'SN-1' } },
  ),
  preseed: fc.record({
    config: fc.constantFrom<Record<string, unknown>>({}, { apt: { preserve: true } }),
    earlyCommands: fc.constantFrom<Record<string, string[]>>({}, { one: ['echo', 'topsecret-1'] }),
    lateCommands: fc.constantFrom<Record<string, string[]>>({}, { two: ['true'] }),
  }),
});

const usesOf = ({ userData }: DeploymentParts): Uses => ({
  cloudInit: [{ name: 'base', parts: userData.length }],
  preseed: 'raid',
  sshKeys: ['operators'],
});

const generation = fc.integer({ min: 1, max: 3 });
const power = fc.constantFrom<PowerState | undefined>('on', 'off', 'unknown', 'error', undefined);
const ago = fc.integer({ min: 0, max: 3_600_000 });

const spec = (n: number): fc.Arbitrary<MachineSpec> =>
  fc
    .record({
      parts,
      generation,
      kind: fc.constantFrom('ready', 'released', 'deployed', 'deployed'),
      inMemory: fc.boolean(),
      erase: fc.constantFrom<ReleaseSpec['erase']>('none', 'quick'),
      owner: fc.constantFrom(undefined, 'ann', 'bob'),
      adopt: fc.boolean(),
    })
    .map((one) =>
      machine(n, {
        owner: one.owner,
        adopt: one.adopt && n === 1,
        target:
          one.kind === 'deployed'
            ? {
                kind: 'deployed',
                deployment: deploymentSpec({
                  generation: one.generation,
                  inMemory: one.inMemory,
                  parts: one.parts,
                  digest: digestOfValue(one.parts),
                  uses: usesOf(one.parts),
                }),
              }
            : one.kind === 'released'
              ? givenUp(one.generation, { erase: one.erase })
              : { kind: 'ready' },
      }),
    );

interface Row {
  readonly record: MachineRecord;
  readonly power: PowerState | undefined;
  readonly ledger: number | undefined;
}

const row = (n: number): fc.Arbitrary<Row> =>
  fc
    .record({
      parts,
      generation,
      phase: fc.oneof(fc.constantFrom(...PHASES), fc.constantFrom<Phase>('deployed', 'allocated')),
      power,
      since: ago,
      attempts: fc.integer({ min: 0, max: 4 }),
      owner: fc.constantFrom(undefined, 'ann'),
      released: fc.boolean(),
      signatures: fc.subarray(['gpt', 'ext4']),
      ledger: fc.option(generation, { nil: undefined }),
      renamed: fc.boolean(),
    })
    .map((one) => {
      const installs = ['deploying', 'failed-deployment', 'deployed', 'broken'].includes(one.phase);
      const disks = [
        { name: 'vda', serial: `SN-${n}`, bytes: 20_000_000_000, signatures: one.signatures },
      ];
      return {
        power: one.power,
        ledger: one.ledger ?? (installs ? one.generation : undefined),
        record: record(n, one.phase, {
          since: after(-one.since),
          attempts: one.attempts,
          hardware: hardware(n, { disks }),
          ...(one.renamed ? { name: `old${n}` as MachineName } : {}),
          ...(one.owner === undefined ? {} : { owner: one.owner }),
          ...(one.phase === 'broken' ? { brokenFrom: 'deployed', reason: 'smoke' } : {}),
          ...(installs
            ? {
                deployment: deployment({
                  generation: one.generation,
                  parts: one.parts,
                  digest: digestOfValue(one.parts),
                  disks: [{ serial: `SN-${n}`, bytes: 20_000_000_000 }],
                }),
              }
            : {}),
          ...(installs && one.released
            ? { installerReleased: { at: after(-one.since), boot: 'boot-1' } }
            : {}),
        }),
      };
    });

export interface RandomSite {
  readonly inventory: Inventory;
  readonly observed: ObservedState;
}

const COUNT = 5;
const numbers = Array.from({ length: COUNT }, (_, i) => i + 1);

export const randomSite: fc.Arbitrary<RandomSite> = fc
  .record({
    specs: fc.tuple(...numbers.map(spec)),
    declared: fc.subarray(numbers),
    rows: fc.tuple(...numbers.map(row)),
    recorded: fc.subarray(numbers),
    inFlight: fc.subarray(['machine/n1', 'machine/n2']),
    candidate: fc.boolean(),
  })
  .map(({ specs, declared, rows, recorded, inFlight, candidate }) => {
    const seen = rows.map((one, i) => [i + 1, one] as const);
    const here = seen.filter(([n]) => recorded.includes(n));
    return {
      inventory: inventory(
        specs.filter((_, i) => declared.includes(i + 1)),
        { site },
      ),
      observed: observed({
        records: here.map(([n, one]) => [n, one.record]),
        ledger: seen.flatMap(([n, { ledger }]) =>
          ledger === undefined ? [] : [[n, ledgerRow(n, ledger)] as const],
        ),
        power: Object.fromEntries(
          seen.flatMap(([n, one]) => (one.power === undefined ? [] : [[`n${n}`, one.power]])),
        ),
        over: {
          lastApplied: { revision: 'b4b4b4' as Inventory['revision'], machines: COUNT },
          powerTrouble: new Map([['n1' as MachineName, 'bmc1 does not answer']]),
          inFlight: new Set(inFlight),
          candidates: candidate
            ? [
                {
                  identity: { macs: [mac(2)] },
                  architecture: 'amd64',
                  hardware: undefined,
                  seenAt: after(-60_000),
                },
              ]
            : [],
        },
      }),
    };
  });
