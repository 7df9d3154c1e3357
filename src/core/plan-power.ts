/** Powering one machine through a phase: boot it, wait for it, boot it again, and give up in the end. */
import type { Action } from './action.ts';
import { type Instant, later, type MachineId } from './ids.ts';
import type { Inventory, MachineSpec } from './inventory.ts';
import type { MachineEvent, MachineRecord, Phase } from './machine.ts';
import type { InstallLedger, ObservedState, PowerState } from './observed.ts';
import { act, done, type Step, wait } from './step.ts';

/** Everything the step of one machine may depend on. */
export interface MachineView {
  readonly spec: MachineSpec;
  readonly id: MachineId;
  readonly record: MachineRecord;
  readonly serial: number;
  readonly power: PowerState;
  readonly ledger: InstallLedger | undefined;
  readonly inventory: Inventory;
  readonly observed: ObservedState;
}

/** How long to look away from a BMC that gave no answer. */
const ASK_AGAIN_MS = 30_000;

/** A machine that ought to be off between owners. */
export function restOff(view: MachineView): Step {
  return view.power === 'on' ? powerOff(view, undefined) : done;
}

export function powerOff(view: MachineView, deadline: Instant | undefined): Step {
  const { record, observed, inventory, power } = view;
  const settled = later(record.powerRequestedAt ?? record.since, inventory.site.timeouts.settle);
  const asked = record.powerRequestedAt !== undefined || record.phase !== 'releasing';
  if (power === 'error') return askAgain(view);
  if (asked && observed.at < settled)
    return wait('it is on and about to be off', earliest(settled, deadline));
  const because =
    record.phase === 'releasing'
      ? 'it is on, and is being released'
      : `it is on, and rests off while it is ${record.phase}`;
  return act('power-off', because, recorded(view, { kind: 'power-requested' }), {
    kind: 'power.off',
    ...whom(view),
  });
}

/** Commissioning, a deployment whose installer was not released yet, or an erasing that has not begun: boot it, wait, and give up in the end. */
export function attend(view: MachineView, phase: Phase | 'erasing', limit: number): Step {
  const { record, observed, inventory } = view;
  const deadline = later(record.since, limit);
  if (observed.at >= deadline) return giveUp(view, `${phase} took longer than ${printMs(limit)}`);
  const asked = record.powerRequestedAt ?? record.since;
  const settled = later(asked, inventory.site.timeouts.settle);
  if (isUpToAPerson(view)) return wait(`${phase}: ${BY_HAND}`, deadline);
  if (observed.at < settled) return wait(`${phase}: it was powered and has time to start`, settled);
  if (view.power === 'off') return bootAgain(view, 'it is off');
  const heard = Math.max(asked, record.heardAt ?? 0) as Instant;
  const silent = later(heard, inventory.site.timeouts.silence);
  if (view.power === 'on' && observed.at >= silent)
    return bootAgain(view, `it is on and silent for ${printMs(inventory.site.timeouts.silence)}`);
  return wait(`${phase}: it runs`, earliest(deadline, view.power === 'on' ? silent : undefined));
}

/** Nobody but a person can switch it on, and nothing was heard of it since that was asked for. */
const isUpToAPerson = ({ spec, record, power }: MachineView): boolean =>
  spec.power.type === 'manual' &&
  power === 'unknown' &&
  (record.heardAt ?? -Infinity) < (record.powerRequestedAt ?? record.since);
const BY_HAND = 'switch it on by hand, and let it boot from the network';

function bootAgain(view: MachineView, because: string): Step {
  const { record, inventory } = view;
  return record.boots >= inventory.site.maxAttempts
    ? giveUp(view, `${because}, after its BMC was asked ${record.boots} times`)
    : act('power-on', because, recorded(view, { kind: 'power-requested' }), boot(view));
}

export const giveUp = (view: MachineView, reason: string): Step =>
  act('give-up', reason, recorded(view, { kind: 'failed', reason }));

/** From off nothing is interrupted; only a machine that was seen on is cycled. */
export const boot = (view: MachineView): Action =>
  view.power === 'on'
    ? { kind: 'power.cycle', ...whom(view) }
    : { kind: 'power.netboot', ...whom(view) };

const whom = ({ id, spec, record }: MachineView) => ({
  id,
  name: spec.name,
  power: spec.power,
  firmware: record.hardware?.firmware ?? spec.firmware,
});

export const recorded = (view: MachineView, event: MachineEvent): Action => ({
  kind: 'machine.record',
  id: view.id,
  expect: view.serial,
  event,
});

export function askAgain({ spec, observed }: Pick<MachineView, 'spec' | 'observed'>): Step {
  const why = observed.powerTrouble?.get(spec.name);
  const because = why === undefined ? 'its BMC did not answer' : `its BMC was asked: ${why}`;
  return wait(because, later(observed.at, ASK_AGAIN_MS));
}

const earliest = (a: Instant, b: Instant | undefined): Instant =>
  b === undefined || a < b ? a : b;

/** `30m`, `90s`: the way the inventory writes durations. */
export function printMs(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}
