/** `node plan-child.ts FOLDER`: loads the inventory, makes up what was observed of its machines, and plans it again and again. */
import { performance } from 'node:perf_hooks';
import type { Inventory } from '../src/core/inventory.ts';
import type { ObservedState } from '../src/core/observed.ts';
import { plan } from '../src/core/plan.ts';
import { createDirectorySource } from '../src/inventory/directory.ts';
import { known, NOW } from './records.ts';

const STORE = 'k3v9q0x2m7ab';

function observe(loaded: Inventory): ObservedState {
  const rows = known(loaded);
  const machines = new Map(rows.map(({ id, record }) => [id, { record, serial: 3 }]));
  const ledger = new Map(rows.map((row) => [row.id, row.ledger]));
  return {
    at: NOW,
    storeId: STORE,
    lastApplied: undefined,
    machines,
    ledger,
    power: new Map(),
    candidates: [],
    catalog: undefined,
    images: new Map(),
    setbacks: new Map(),
    inFlight: new Set(),
  };
}

const [folder = ''] = process.argv.slice(2);
const source = createDirectorySource({ dir: folder });
const { signal } = new AbortController();
const { inventory, diagnostics } = await source.load(await source.head(signal), signal);
if (inventory === undefined) throw new TypeError(JSON.stringify(diagnostics.slice(0, 3)));
const ours = { ...inventory, site: { ...inventory.site, stateId: STORE } };
const observed = observe(ours);
const ms = Array.from({ length: 9 }, () => {
  const began = performance.now();
  const { changes } = plan(ours, observed);
  if (changes.length < ours.machines.size) throw new TypeError('machines are missing in the plan');
  return performance.now() - began;
});
console.log(JSON.stringify({ ms, mebibytes: process.memoryUsage.rss() / (1 << 20) }));
