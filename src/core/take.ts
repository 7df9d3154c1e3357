/** What facts leave in a machine's record: half of `advance`, of which the table says where they lead. */
import { disksErased, type Erasure, listReleased } from './erasing.ts';
import type { Instant } from './ids.ts';
import type { MachineEvent, MachineRecord, Phase, WordKind } from './machine.ts';

/** Entering another phase starts its clock and forgets what belonged to the last one. */
export function enter(record: MachineRecord, phase: Phase, at: Instant): MachineRecord {
  if (phase === record.phase) return record;
  const { powerRequestedAt: _p, heardAt: _h, reason: _r, brokenFrom: _b, ...more } = record;
  // What is mended goes on where it was: what had ended there has not begun again.
  if (phase === 'broken' || record.phase === 'broken')
    return { ...more, phase, since: at, boots: 0 };
  const { aborted: _a, refused: _f, ...kept } = more;
  return { ...kept, phase, since: at, boots: 0 };
}

/** What the event leaves in the record, besides the phase. */
export function take(record: MachineRecord, event: MachineEvent, at: Instant): MachineRecord {
  switch (event.kind) {
    case 'commission-started': {
      const { deployment, ...kept } = asked(record, at);
      return deployment === undefined
        ? { ...kept, attempts: record.attempts + 1 }
        : { ...kept, attempts: 1, anew: true };
    }
    case 'commissioned':
      return { ...record, attempts: 0, hardware: event.hardware };
    case 'allocated': {
      const { owner: _, ...kept } = record;
      return event.owner === undefined ? kept : { ...kept, owner: event.owner };
    }
    case 'deploy-started': {
      const { installerReleased: _i, erasure: _e, anew: _a, ...kept } = asked(record, at);
      return { ...kept, attempts: event.deployment.attempt, deployment: event.deployment };
    }
    case 'installer-released':
      return { ...record, heardAt: at, installerReleased: { at, boot: event.boot } };
    case 'power-requested':
      return asked(record, at);
    case 'netboot-off':
    case 'heard':
      return { ...record, heardAt: at };
    case 'deployed':
      return { ...record, attempts: 0 };
    case 'release-started':
      return startRelease(record, event.erasure, at);
    case 'erase-released':
      return { ...record, heardAt: at, ...listReleased(record, event.boot, at) };
    case 'erased':
      return { ...record, heardAt: at, ...disksErased(record, at) };
    case 'released': {
      const { owner: _o, deployment: _d, installerReleased: _i, ...kept } = record;
      return { ...kept, attempts: 0 };
    }
    case 'failed':
      return {
        ...record,
        reason: event.reason,
        ...(event.refused === undefined ? {} : { refused: event.refused }),
      };
    case 'renamed':
      return { ...record, name: event.name, identity: event.identity };
    default:
      return heedWord(record, event, at);
  }
}

type Word = Extract<MachineEvent, { readonly kind: WordKind }>;

function heedWord(record: MachineRecord, { kind, by, why }: Word, at: Instant): MachineRecord {
  switch (kind) {
    case 'retry-authorised': {
      const { aborted: _a, refused: _r, ...kept } = record;
      return { ...kept, attempts: 0 };
    }
    case 'locked':
      return { ...record, lock: { by, why, at } };
    case 'unlocked': {
      const { lock: _, ...kept } = record;
      return kept;
    }
    case 'aborted':
      return { ...record, reason: `${by} aborted it: ${why}`, aborted: true };
    case 'marked-broken':
    case 'marked-fixed':
      return record;
  }
}

function startRelease(
  record: MachineRecord,
  erasure: Erasure | undefined,
  at: Instant,
): MachineRecord {
  const { erasure: _, ...kept } = record;
  const started = { ...kept, attempts: record.attempts + 1 };
  return erasure === undefined ? started : { ...asked(started, at), erasure };
}

const asked = (record: MachineRecord, at: Instant): MachineRecord => ({
  ...record,
  powerRequestedAt: at,
  boots: record.boots + 1,
});
