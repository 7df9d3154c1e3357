/** A site in the middle of things: something of everything that the status page shows. */
import type { Revision } from '../../src/core/ids.ts';
import { plan } from '../../src/core/plan.ts';
import type { StatusInput } from '../../src/web/status.ts';
import {
  after,
  deployed,
  deployment,
  digest,
  hardware,
  id,
  inventory,
  ledgerRow,
  mac,
  machine,
  MINUTE,
  observed,
  record,
  STORE,
  T0,
} from './fleet.ts';

export function busySite(over: Partial<StatusInput> = {}): StatusInput {
  const declared = inventory([
    machine(1, { target: deployed(), owner: 'web' }),
    machine(2, { target: deployed({ inMemory: true }) }),
    machine(3),
    machine(4),
    machine(5, { target: deployed({ digest: digest('e'), inMemory: true }) }),
  ]);
  const seen = observed({
    records: [
      [
        1,
        record(1, 'allocated', { owner: 'web', hardware: hardware(1), since: after(-3 * MINUTE) }),
      ],
      [2, record(2, 'deploying', { deployment: deployment({ inMemory: true }) })],
      [3, record(3, 'failed-commissioning', { attempts: 3, reason: '<b>no & disk</b>' })],
      [5, record(5, 'deployed', { deployment: deployment(), since: after(-26 * 60 * MINUTE) })],
    ],
    power: { n1: 'off', n2: 'on', n4: 'off' },
    ledger: [[5, ledgerRow(5, 1)]],
    setbacks: {
      'machine/n1': {
        code: 'E_POWER_CONNECTION',
        disposition: 'retry',
        message: 'querying power of n1 at bmc1.example: timed out',
        at: after(-90_000),
        count: 2,
        revision: declared.revision,
      },
    },
    over: {
      pending: new Map([
        [id(5), { since: { 'Machine/n5 Machine.deploy.inMemory': after(-60 * MINUTE) } }],
      ]),
      candidates: [
        { identity: { macs: [mac(9)] }, architecture: 'amd64', hardware: undefined, seenAt: T0 },
      ],
    },
  });
  const diagnostics = [
    {
      severity: 'error',
      code: 'unknown-key',
      summary: 'unknown key "tagret"',
      detail: 'did you mean "target"?',
      at: { file: 'machines/n1.yaml', line: 4, column: 1 },
    },
  ] as const;
  return {
    inventory: declared,
    plan: plan(declared, seen),
    observed: seen,
    site: {
      storeId: STORE,
      rejected: { revision: 'badc0de' as Revision, at: T0, diagnostics },
    },
    history: [
      {
        at: after(-5 * MINUTE),
        subject: 'machine/n1',
        event: 'machine.moved',
        text: 'ready → allocated',
      },
      { at: after(-MINUTE), subject: 'inventory', event: 'inventory.rejected', text: 'badc0de' },
    ],
    ...over,
  };
}
