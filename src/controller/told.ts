/** What the history says of a record, written in the transaction of the row that it explains. */
import { diskLabel, identityKeys } from '../core/hardware.ts';
import type { Instant, MachineName } from '../core/ids.ts';
import type { Erasure } from '../core/erasing.ts';
import type { MachineEvent, MachineRecord, WordKind } from '../core/machine.ts';
import type { HistoryEntry } from '../core/ports.ts';

const SILENT: ReadonlySet<MachineEvent['kind']> = new Set(['heard', 'power-requested']);

export function historyOf(
  before: MachineRecord,
  next: MachineRecord,
  event: MachineEvent,
  at: Instant,
): readonly HistoryEntry[] {
  if (SILENT.has(event.kind)) return [];
  const move = before.phase === next.phase ? next.phase : `${before.phase} → ${next.phase}`;
  return [
    entry(at, next.name, 'by' in event ? 'word' : 'machine.moved', `${move}: ${wordOf(event)}`),
  ];
}

export const entry = (
  at: Instant,
  name: MachineName,
  event: HistoryEntry['event'],
  text: string,
): HistoryEntry => ({
  at,
  subject: `machine/${name}`,
  event,
  text,
});

/** The event in words, for history and log. */
export function wordOf(event: MachineEvent): string {
  switch (event.kind) {
    case 'failed':
      return event.reason;
    case 'deploy-started':
      return `deploy generation ${event.deployment.generation}, attempt ${event.deployment.attempt}, ${event.deployment.image} ${event.deployment.version}`;
    case 'renamed':
      return `it is ${event.name}, ${identityKeys(event.identity).join(', ')}`;
    case 'release-started':
      return event.erasure === undefined ? event.kind : erasureOf(event.erasure);
    case 'erase-released':
      return `list of disks released to boot ${event.boot}`;
    case 'installer-released':
      return `installer released to boot ${event.boot}`;
    default:
      return 'by' in event ? `${event.by} says ${WORDS[event.kind]}: ${event.why}` : event.kind;
  }
}

const erasureOf = ({ generation, attempt, method, disks }: Erasure): string =>
  `release generation ${generation}, attempt ${attempt}, ${method} erasing of ${disks.map(diskLabel).join(', ')}`;

/** As they are typed after `reconcile machine`. */
const WORDS: { readonly [K in WordKind]: string } = {
  'retry-authorised': 'retry',
  locked: 'lock',
  unlocked: 'unlock',
  aborted: 'abort',
  'marked-broken': 'mark-broken',
  'marked-fixed': 'mark-fixed',
};
