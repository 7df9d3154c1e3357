/** Giving a machine up: powered off, or first netbooted once more to erase its disks (rules 3 and 8). */
import { disksToErase, stillAsked } from './erasure.ts';
import { type Instant, later } from './ids.ts';
import { generationOf } from './intent.ts';
import type { ReleaseSpec } from './inventory.ts';
import { type Erasure, isErasing } from './erasing.ts';
import type { MachineRecord } from './machine.ts';
import {
  askAgain,
  attend,
  boot,
  giveUp,
  type MachineView,
  powerOff,
  printMs,
  recorded,
} from './plan-power.ts';
import { missingForNetboot } from './select.ts';
import { act, hold, type Step, wait } from './step.ts';

/** A release names the generation it gives up, so that no revert can release (rule 3). */
export function release(view: MachineView, wanted: ReleaseSpec): Step {
  const installed = generationOf(view);
  return wanted.generation === installed
    ? startRelease(view, wanted)
    : hold(`released names generation ${wanted.generation}, ${installed} is installed`, 'release');
}

export const installedGeneration = ({ record, ledger }: MachineView): number =>
  record.deployment?.generation ?? ledger?.generation ?? 0;

function startRelease(view: MachineView, wanted: ReleaseSpec): Step {
  const disks = disksToErase(wanted, view.record);
  if (typeof disks === 'string') return hold(disks, 'disks');
  const { generation, erase } = wanted;
  if (erase === 'none' || disks.length === 0) {
    const because = `generation ${generation} is given up`;
    return act('release', because, recorded(view, { kind: 'release-started' }));
  }
  const missing = missingForNetboot(view.inventory, view.observed);
  if (missing !== undefined) return wait(`${missing} is not mirrored yet`);
  if (view.power === 'error') return askAgain(view);
  const before = view.record.erasure;
  const attempt = before?.generation === generation ? before.attempt + 1 : 1;
  const erasure: Erasure = { generation, attempt, method: erase, disks };
  return act(
    'erase',
    `generation ${generation} is given up, with what is on its disks (${erase})`,
    recorded(view, { kind: 'release-started', erasure }),
    boot(view),
  );
}

export function attendRelease(view: MachineView): Step {
  const { record, power, observed, inventory } = view;
  if (isErasing(record)) return attendErasure(view);
  const limit = inventory.site.timeouts.releasing;
  const deadline = later(record.since, limit);
  if (power === 'off' || power === 'unknown')
    return act('release', whyOff(view), recorded(view, { kind: 'released' }));
  if (observed.at >= deadline)
    return giveUp(view, `it could not be powered off within ${printMs(limit)}`);
  return powerOff(view, deadline);
}

function whyOff({ power, spec }: MachineView): string {
  if (power === 'off') return 'it is off';
  const doubt = 'nobody can tell whether it is off';
  return spec.power.type === 'manual' ? `${doubt}: switch it off by hand` : doubt;
}

/**
 * Until the list of disks is released the machine is booted as often as it takes; afterwards only
 * time decides (rule 8). Overwriting a large disk takes days: what is bounded is how long it is silent.
 */
function attendErasure(view: MachineView): Step {
  const { spec, record, inventory, observed } = view;
  const limit = inventory.site.timeouts.erasing;
  const deadline = erasesUntil(record, limit);
  if (deadline === undefined)
    return stillAsked(spec, record)
      ? attend(view, 'erasing', limit)
      : giveUp(view, 'the inventory asks for its erasing no more; nothing was erased');
  return observed.at >= deadline
    ? giveUp(view, `its disks were being erased, and nothing was heard of it for ${printMs(limit)}`)
    : wait('its disks are being erased', deadline);
}

/** `undefined` where nothing is being erased: it has not begun, or is done. */
export function erasesUntil(
  { erasure, heardAt }: MachineRecord,
  limit: number,
): Instant | undefined {
  if (erasure?.released === undefined || erasure.doneAt !== undefined) return undefined;
  const { at } = erasure.released;
  return later(heardAt === undefined || heardAt < at ? at : heardAt, limit);
}

/** Only a person's word starts it again, and only while the inventory asks for it (rules 3 and 8). */
export function afterFailedRelease(view: MachineView): Step {
  const { spec, record, ledger } = view;
  const { target } = spec;
  if (record.attempts > 0) {
    const half =
      record.erasure?.released === undefined ? '' : '; its disks may be half erased: look at it';
    const reason = record.reason ?? 'releasing failed';
    const because = `${reason}${half}; say \`reconcile machine retry ${spec.name}\``;
    return hold(because, record.refused);
  }
  if (target.kind === 'released') return release(view, target);
  const isEmpty = record.deployment === undefined && ledger?.adopted !== true;
  if (isEmpty)
    return act(
      'release',
      'a person asked for another attempt',
      recorded(view, { kind: 'release-started' }),
    );
  const generation = generationOf(view);
  return hold(
    `releasing generation ${generation} was started and not finished; to finish it write target: released and release: {generation: ${generation}}`,
    'release',
  );
}
