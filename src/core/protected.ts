/** What a protection refuses, in words (rule 5). */
import { printPlace } from './diagnostic.ts';
import type { Revision } from './ids.ts';
import type { Protection } from './inventory.ts';
import type { MachineRecord } from './machine.ts';
import type { InstallLedger } from './observed.ts';
import type { Safeguard } from './protection.ts';
import { hold, type Hold } from './step.ts';

interface Facts {
  readonly record: MachineRecord;
  readonly ledger: InstallLedger | undefined;
  readonly safeguard?: Safeguard | undefined;
}

/** Why this generation may not be written over what the machine has; asked before it is allocated, too. */
export function protectedFrom(
  generation: number,
  { record, ledger, safeguard }: Facts,
): Hold | undefined {
  const holdsData = ledger !== undefined && ledger.released !== 0;
  if (!holdsData && record.phase !== 'deployed') return undefined;
  const { protect, burnt } = safeguard ?? {};
  if (protect?.reinstall)
    return hold(
      `${stands(protect, 'being installed again')}: take that away in a commit of its own, and raise deploy.generation in a later one`,
      'protect.reinstall',
    );
  return burnt === undefined || generation > burnt.generation
    ? undefined
    : hold(
        `generation ${burnt.generation} is burnt: ${short(burnt.revision)}, the first revision without its protection, named it; raise deploy.generation in a later commit`,
        'protect.reinstall',
      );
}

export function protectedFromRelease({ record, safeguard }: Facts): Hold | undefined {
  // Nothing was ever on it that could be given up.
  if (record.phase === 'allocated') return undefined;
  const { protect, releaseBurnt } = safeguard ?? {};
  if (protect?.release)
    return hold(
      `${stands(protect, 'being released')}: take that away in a commit of its own, and release it in a later one`,
      'protect.release',
    );
  return (
    releaseBurnt &&
    hold(
      `${short(releaseBurnt.revision)}, the first revision without its protection, released it: take the release back, and ask for it again in a later commit`,
      'protect.release',
    )
  );
}

const stands = ({ declaredAt, reason }: Protection, what: string): string =>
  `${printPlace(declaredAt)} protects it from ${what}${reason === undefined ? '' : ` (${reason})`}`;

const short = (revision: Revision): string =>
  revision === 'folder' ? 'this folder' : revision.slice(0, 12);
