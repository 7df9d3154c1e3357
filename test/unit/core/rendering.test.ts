import { expect, test } from 'vitest';
import { pairMachines } from '../../../src/core/match.ts';
import { plan } from '../../../src/core/plan.ts';
import {
  asDeclared,
  beforeAndAfter,
  diffRenderings,
  rowsToRender,
} from '../../../src/core/rendering.ts';
import type { MachineSpec } from '../../../src/core/inventory.ts';
import {
  deployed,
  deployment,
  digest,
  hardware,
  inventory,
  ledgerRow,
  machine,
  observed,
  record,
} from '../../support/fleet.ts';

const seen = observed({
  records: [1, 2, 3].map((n) => {
    const row = { hardware: hardware(n), deployment: deployment() };
    return [n, record(n, 'deployed', row)] as const;
  }),
  ledger: [1, 2, 3].map((n) => [n, ledgerRow(n, 1)] as const),
});
const other = (n: number, generation = 1): MachineSpec =>
  machine(n, { target: deployed({ generation, inMemory: true, digest: digest('e') }) });

test('of machines that differ alike, the first is rendered', () => {
  const declared = inventory([other(1), other(2), machine(3, { target: deployed() })]);
  const rows = rowsToRender(plan(declared, seen));
  expect(rows.map(({ subject }) => subject)).toEqual([{ kind: 'machine', name: 'n1' }]);
});

test('a pending difference is rendered as if it were asked for: no generation is spent on looking', () => {
  const declared = inventory([other(1)]);
  const [pair] = pairMachines(declared, seen);
  const [before, after] = beforeAndAfter(pair, declared, seen) ?? [];
  expect(before?.deployment).toMatchObject({ generation: 1, inMemory: false });
  expect(after?.deployment).toMatchObject({ generation: 1, inMemory: true });
});

test('identifiers that only the generation makes differ are the same in both', () => {
  const declared = inventory([other(1, 5)]);
  const [pair] = pairMachines(declared, seen);
  const [before, after] = beforeAndAfter(pair, declared, seen) ?? [];
  expect([before?.deployment.generation, after?.deployment.generation]).toEqual([5, 5]);
});

test('before it has a record, a machine is rendered as far as it is declared', () => {
  const declared = inventory([machine(9, { target: deployed() }), machine(8)]);
  const inputs = pairMachines(declared, seen).flatMap((pair) =>
    pair.kind === 'declared' ? [asDeclared(pair, declared, seen)] : [],
  );
  expect(inputs).toMatchObject([undefined, { image: undefined, deployment: { disks: [] } }]);
});

test('files that are the same are left out; one that came is all new', () => {
  const both = { name: 'same', text: 'x\n' };
  expect(diffRenderings([both], [both, { name: 'new', text: 'y' }])).toEqual([
    { file: 'new', diff: '@@ -1,1 +1,1 @@\n-\n+y\n' },
  ]);
});

test('what a snapshot does not say is not shown as if it were removed', () => {
  const mark = `sha256:${'a'.repeat(64)}:3f2a91cc`;
  const [found] = diffRenderings(
    [{ name: 'user-data', text: `before\n${mark}\n` }],
    [{ name: 'user-data', text: 'before\nafter\n' }],
  );
  expect(found?.diff).toContain('not in the snapshot');
  expect(found?.diff).not.toContain('sha256');
});
