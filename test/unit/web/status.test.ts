import { expect, test } from 'vitest';
import { secret } from '../../../src/core/secret.ts';
import { statusView } from '../../../src/web/status.ts';
import { inventory, machine, observed, record, STORE } from '../../support/fleet.ts';
import { plan } from '../../../src/core/plan.ts';
import { busySite } from '../../support/status.ts';

test('machines are counted by phase, and the plan by outcome', () => {
  const view = statusView(busySite());
  expect(view.phases).toEqual({
    allocated: 1,
    deploying: 1,
    'failed-commissioning': 1,
    deployed: 1,
    unrecorded: 1,
  });
  const steps = Object.values(view.steps).reduce((a, b) => a + b, 0);
  expect(steps).toBe(busySite().plan?.changes.length);
});

test('what is pending, what failed, and where it is declared stand in a machine’s row', () => {
  const rows = new Map(statusView(busySite()).machines.map((row) => [row.name, row]));
  expect(rows.get('n5')?.pending).toHaveLength(1);
  expect(rows.get('n1')).toMatchObject({
    setback: { code: 'E_POWER_CONNECTION', count: 2 },
    declaredAt: 'machines.yaml:1:1',
    power: 'off',
    owner: 'web',
  });
  expect(rows.get('n4')).toMatchObject({ phase: undefined, since: undefined });
  expect(rows.get('n2')?.installed).toMatchObject({ generation: 1, inMemory: true });
});

test('a frozen plan, a rejected head, a missing boot source and setbacks are said on top', () => {
  const titles = statusView(busySite()).banners.map(
    ({ severity, title }) => `${severity}: ${title}`,
  );
  expect(titles).toEqual([
    'error: Revision badc0de was not accepted; c0ffee stays in force',
    'warning: No boot source: images are not mirrored',
    'warning: One setback',
  ]);
  const declared = inventory([]);
  const stranger = observed({ over: { storeId: 'other' } });
  const frozen = statusView({
    ...busySite(),
    inventory: declared,
    observed: stranger,
    plan: plan(declared, stranger),
  });
  expect(frozen.banners[1]).toMatchObject({
    title: 'Nothing is touched',
    lines: [expect.stringContaining(`the site's is ${STORE}`) as string],
  });
});

test('a long list of setbacks is cut', () => {
  const base = busySite();
  const [one] = base.observed.setbacks.values();
  const many = Array.from({ length: 25 }, (_, i) => [`machine/m${i}`, one!] as const);
  const view = statusView({ ...base, observed: { ...base.observed, setbacks: new Map(many) } });
  const banner = view.banners.find(({ title }) => title === '25 setbacks');
  expect(banner?.lines).toHaveLength(11);
  expect(banner?.lines.at(-1)).toBe('and 15 more');
});

test('without an inventory, records are shown all the same', () => {
  const seen = observed({ records: [[1, record(1, 'deployed')]] });
  const view = statusView({ ...busySite(), inventory: undefined, plan: undefined, observed: seen });
  expect(view.machines).toMatchObject([{ name: 'n1', phase: 'deployed' }]);
});

test('a machine that left the inventory is shown until it is forgotten', () => {
  const declared = inventory([machine(2)]);
  const seen = observed({ records: [[1, record(1, 'deploying')]] });
  const input = { ...busySite(), inventory: declared, plan: plan(declared, seen), observed: seen };
  const row = statusView(input).machines.find(({ name }) => name === 'n1');
  expect(row).toMatchObject({ target: 'left the inventory', phase: 'deploying' });
});

test('no power parameter is in the view', () => {
  const power = { type: 'ipmi', parameters: { password: secret('hunter2'), user: 'root-user' } };
  const declared = inventory([machine(1, { power })]);
  const seen = observed({});
  const view = statusView({
    ...busySite(),
    inventory: declared,
    plan: plan(declared, seen),
    observed: seen,
  });
  expect(JSON.stringify(view)).not.toMatch(/hunter2|root-user|password/);
});
