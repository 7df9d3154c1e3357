/** `node plan-child.ts FOLDER`: loads the inventory, makes up what was observed of its machines, and plans it again and again. */
import { performance } from 'node:perf_hooks';
import type { Digest, Instant, MachineId } from '../src/core/ids.ts';
import type { Inventory } from '../src/core/inventory.ts';
import type { MachineRecord } from '../src/core/machine.ts';
import type { InstallLedger, ObservedMachine, ObservedState } from '../src/core/observed.ts';
import { plan } from '../src/core/plan.ts';
import { createDirectorySource } from '../src/inventory/directory.ts';

const NOW = Date.UTC(2026, 10, 20) as Instant;
const STORE = 'k3v9q0x2m7ab';

/** Nine of ten run what they should, of an older configuration; the tenth is being installed. */
function observe(loaded: Inventory): ObservedState {
  const machines = new Map<MachineId, ObservedMachine>();
  const ledger = new Map<MachineId, InstallLedger>();
  for (const [n, spec] of [...loaded.machines.values()].entries()) {
    const id = `m${n}` as MachineId;
    const { identity, name, target } = spec;
    if (target.kind !== 'deployed') continue;
    const { generation, parts } = target.deployment;
    const key = 'ubuntu/noble/amd64/ga-24.04' as never;
    const versions = { image: key, version: '20261101', bootImage: key, bootVersion: '20261101' };
    const digest = 'd'.repeat(64) as Digest;
    const how = { generation, attempt: 1, inMemory: false, ...versions, digest, parts, disks: [] };
    const record: MachineRecord = {
      name,
      identity,
      phase: n % 10 === 0 ? 'deploying' : 'deployed',
      since: NOW,
      attempts: 1,
      boots: 1,
      deployment: how,
    };
    machines.set(id, { record, serial: 3 });
    ledger.set(id, { identity, generation, startedAt: NOW, name });
  }
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
