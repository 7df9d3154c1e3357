/** Another name, another NIC: the same machine, by what else is known of it. Never destroyed, never made anew. */
import { type Identity, meaningfulSerial, meaningfulUuid } from './hardware.ts';
import type { Mac } from './ids.ts';
import { type MachineView, recorded } from './plan-power.ts';
import { act, type Step } from './step.ts';

/** `undefined` where name and identity are as they are recorded. */
export function identityStep(view: MachineView): Step | undefined {
  const { spec, record } = view;
  const { name, identity } = spec;
  const differences = identityDifferences(record.identity, identity);
  const event = recorded(view, { kind: 'renamed', name, identity });
  if (name !== record.name)
    return act('rename', [`it was ${record.name}`, ...differences].join('; '), event);
  return differences.length === 0 ? undefined : act('identify', differences.join('; '), event);
}

/** In words: `its MAC 52:54:00:00:00:01 was replaced by 52:54:00:00:00:0a (same serial)`. */
function identityDifferences(was: Identity, is: Identity): readonly string[] {
  const added = is.macs.filter((mac) => !was.macs.includes(mac));
  const gone = was.macs.filter((mac) => !is.macs.includes(mac));
  const moved = added.length === 0 && gone.length === 0 && was.macs.join() !== is.macs.join();
  return [
    ...(added.length + gone.length > 0 ? [`${replaced(gone, added)} (${knownBy(was, is)})`] : []),
    ...(moved ? ['its MACs are in another order'] : []),
    ...changed('UUID', was.uuid, is.uuid),
    ...changed('serial', was.serial, is.serial),
  ];
}

function replaced(gone: readonly Mac[], added: readonly Mac[]): string {
  if (gone.length === 0) return `${macs(added)} ${added.length > 1 ? 'are' : 'is'} new`;
  const was = gone.length > 1 ? 'were' : 'was';
  return added.length === 0
    ? `${macs(gone)} ${was} taken away`
    : `${macs(gone)} ${was} replaced by ${added.join(', ')}`;
}

const macs = (list: readonly Mac[]): string =>
  `its MAC${list.length > 1 ? 's' : ''} ${list.join(', ')}`;

/** What says that it is the same machine all the same. */
function knownBy(was: Identity, is: Identity): string {
  const serial = meaningfulSerial(is.serial);
  const uuid = meaningfulUuid(is.uuid);
  if (serial !== undefined && serial === meaningfulSerial(was.serial)) return 'same serial';
  if (uuid !== undefined && uuid === meaningfulUuid(was.uuid)) return 'same UUID';
  return `same ${is.macs.find((mac) => was.macs.includes(mac)) ?? 'machine'}`;
}

function changed(what: string, was: string | undefined, is: string | undefined): readonly string[] {
  if (was === is) return [];
  if (was === undefined) return [`its ${what} ${is ?? ''} is declared now`];
  return [is === undefined ? `its ${what} ${was} is declared no more` : `its ${what} was ${was}`];
}
