/** A store that knows every machine of an inventory: nine of ten run what they should, of an older configuration; the tenth is being installed. */
import type { Digest, Instant, MachineId } from '../src/core/ids.ts';
import type { Inventory } from '../src/core/inventory.ts';
import type { MachineRecord } from '../src/core/machine.ts';
import type { InstallLedger } from '../src/core/observed.ts';
import type { StateStore } from '../src/core/ports.ts';

export const NOW = Date.UTC(2026, 10, 20) as Instant;

type Writes = Parameters<StateStore['commit']>[0];

interface Known {
  readonly id: MachineId;
  readonly record: MachineRecord;
  readonly ledger: InstallLedger;
}

export function known({ machines }: Inventory): readonly Known[] {
  return [...machines.values()].flatMap(({ identity, name, target }, n) => {
    if (target.kind !== 'deployed') return [];
    const { generation, parts } = target.deployment;
    const key = 'ubuntu/noble/amd64/ga-24.04' as never;
    const versions = { image: key, version: '20261101', bootImage: key, bootVersion: '20261101' };
    const digest = 'd'.repeat(64) as Digest;
    const deployment = {
      generation,
      attempt: 1,
      inMemory: false,
      ...versions,
      digest,
      parts,
      disks: [],
    };
    const phase = n % 10 === 0 ? 'deploying' : 'deployed';
    const record: MachineRecord = {
      name,
      identity,
      phase,
      since: NOW,
      attempts: 1,
      boots: 1,
      deployment,
    };
    return {
      id: `m${n}` as MachineId,
      record,
      ledger: { identity, generation, startedAt: NOW, name },
    };
  });
}

/** In commits of some hundred rows. */
export function* records(inventory: Inventory): Generator<Writes> {
  const all = known(inventory);
  for (let from = 0; from < all.length; from += 250)
    yield all
      .slice(from, from + 250)
      .flatMap(({ id, record, ledger }) => [
        { collection: 'machine', key: id, expect: 'absent', value: record } as const,
        { collection: 'installed', key: id, expect: 'absent', value: ledger } as const,
      ]);
}
