/** The erasing that a release may begin with: what a record keeps of it, and what facts do to that. */
import { type DiskTarget, type Hardware, isSameDisk } from './hardware.ts';
import type { Instant } from './ids.ts';
import type { EraseMethod } from './inventory.ts';

/** What is decided about the erasing of one release; the machine's first boot that proves itself gets it, and no other. */
export interface Erasure {
  readonly generation: number;
  /** Counts the attempts at erasing this generation, from 1. */
  readonly attempt: number;
  readonly method: EraseMethod;
  /** Never empty. */
  readonly disks: readonly DiskTarget[];
  /** Stored before the list of disks leaves; `boot` names the boot that got it. */
  readonly released?: { readonly at: Instant; readonly boot: string };
  /** When the machine said that they are erased. */
  readonly doneAt?: Instant;
}

/** As much of a machine's record as erasing is about. */
interface Erased {
  readonly phase: string;
  readonly erasure?: Erasure;
  readonly hardware?: Hardware;
}

/** Being released, with disks that are still to be erased. */
export const isErasing = ({ phase, erasure }: Erased): boolean =>
  phase === 'releasing' && erasure !== undefined && erasure.doneAt === undefined;

/** There is no list to release, or none was released that could have been carried out. */
export const erasesNothing = ({ erasure }: Erased, kind: string): boolean =>
  (kind === 'erase-released' && (erasure === undefined || erasure.doneAt !== undefined)) ||
  (kind === 'erased' && erasure?.released === undefined);

type Kept = Pick<Erased, 'erasure' | 'hardware'>;

/** The list leaves; asked for again by the same boot, it has left long ago. */
export const listReleased = ({ erasure }: Erased, boot: string, at: Instant): Kept =>
  erasure === undefined
    ? {}
    : { erasure: { ...erasure, released: erasure.released ?? { at, boot } } };

/** What was found on a disk when it was commissioned is not there any more. */
export function disksErased({ erasure, hardware }: Erased, at: Instant): Kept {
  if (erasure === undefined) return {};
  const done = { erasure: { ...erasure, doneAt: at } };
  if (hardware === undefined) return done;
  const disks = hardware.disks.map((disk) =>
    erasure.disks.some((target) => isSameDisk(target, disk)) ? { ...disk, signatures: [] } : disk,
  );
  return { ...done, hardware: { ...hardware, disks } };
}
