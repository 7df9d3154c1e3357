/** One file space over TFTP and HTTP (maas-wire.md §3.3): boot loaders, boot configuration, images. */
import { bootPurpose } from '../core/boot.ts';
import type { Emit } from '../core/events.ts';
import type { Digest, Ipv4 } from '../core/ids.ts';
import type { ImageFile } from '../core/image.ts';
import type { Clock, Fleet, FoundMachine, ImageStore } from '../core/ports.ts';
import { answerBoot } from './boot-answer.ts';
import { type BootPath, parseBootPath } from './boot-path.ts';
import { fileByDigest, loaderFile } from './images.ts';
import { GRUB_PRELOADER, ipxePreloader } from './script.ts';

/** Who asks, and where that one reaches us over HTTP: every URL it is given starts there. */
export interface Requester {
  readonly address: Ipv4;
  /** `10.0.0.1:5248`: the address the request came to, and our HTTP port. */
  readonly authority: string;
  readonly transport: 'tftp' | 'http';
}

export type OpenedFile =
  /** Made for this requester: boot configuration. */
  | { readonly kind: 'text'; readonly text: string }
  /** A verified blob of the image store; immutable while it exists. */
  | {
      readonly kind: 'blob';
      readonly path: string;
      readonly bytes: number;
      readonly digest: Digest;
    };

export interface FileSpace {
  /** `undefined`: not there, at once, so that a client moves on to the next name. Never throws for what a peer sent. */
  open(path: string, from: Requester): Promise<OpenedFile | undefined>;
}

export interface FileSpaceDeps {
  readonly fleet: Fleet;
  readonly store: Pick<ImageStore, 'open'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly emit: Emit;
  /** Firmware fetches a boot loader: a boot begins there. */
  readonly booting?: (address: Ipv4) => void;
}

export function createFileSpace(deps: FileSpaceDeps): FileSpace {
  return {
    async open(text, from) {
      const path = parseBootPath(text);
      return path === undefined ? undefined : openPath(deps, path, { ...from, file: text });
    },
  };
}

async function openPath(
  deps: FileSpaceDeps,
  path: BootPath,
  from: Requester & { readonly file: string },
): Promise<OpenedFile | undefined> {
  switch (path.kind) {
    case 'module-list':
      return { kind: 'text', text: '' };
    case 'preloader':
      return {
        kind: 'text',
        text: path.loader === 'grub' ? GRUB_PRELOADER : ipxePreloader(from.authority),
      };
    case 'loader':
      deps.booting?.(from.address);
      return openFile(deps, loaderFile(await deps.fleet.images(), path.name));
    case 'image':
      return openFile(deps, fileByDigest(await deps.fleet.images(), path.digest));
    case 'machine':
    case 'default': {
      const { text, armed, ...said } = await answerBoot(deps.fleet, path, from);
      deps.emit({ event: 'boot.answered', file: from.file, ...said });
      if (armed !== undefined) await hear(deps, armed);
      return text === undefined ? undefined : { kind: 'text', text };
    }
  }
}

/** Only what a complete stored version lists is looked up; a blob that was pruned meanwhile is not there. */
async function openFile(
  { store }: FileSpaceDeps,
  file: ImageFile | undefined,
): Promise<OpenedFile | undefined> {
  const blob = file === undefined ? undefined : await store.open(file.sha256);
  if (file === undefined || blob === undefined) return undefined;
  return { kind: 'blob', path: blob.path, bytes: blob.bytes, digest: file.sha256 };
}

/** A loader asks for its configuration several times a boot: one sign of life in so many milliseconds is enough. */
const HEARD_AGAIN = 20_000;

/** The sign of life that the planner's patience waits for. Bookkeeping that fails does not stop a boot. */
async function hear({ fleet, clock }: FileSpaceDeps, { id, record }: FoundMachine): Promise<void> {
  const purpose = bootPurpose(record);
  if (record.phase !== 'commissioning' && record.phase !== 'deploying' && purpose !== 'erasing')
    return;
  const { heardAt, powerRequestedAt } = record;
  const beforePower = heardAt === undefined || heardAt < (powerRequestedAt ?? record.since);
  if (beforePower || clock.now() - heardAt >= HEARD_AGAIN)
    await fleet.report(id, { kind: 'heard' }).catch(() => false);
}
