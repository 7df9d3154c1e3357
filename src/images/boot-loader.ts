/**
 * Boot loader packages (`archive.tar.xz`, maas-wire.md §2.4, §2.7): a tar of a few files. Each becomes a
 * file of the image under its base name, as MAAS serves them; GRUB's modules keep the folder of their
 * platform (`x86_64-efi/http.mod`), which is where GRUB looks below its prefix.
 */
import { createHash } from 'node:crypto';
import { ControllerError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import type { ImageFile } from '../core/image.ts';
import { readTar, type TarMember } from '../lib/tar.ts';
import { decompress } from './decompress.ts';

export interface LoaderFile {
  readonly file: ImageFile;
  readonly content: Uint8Array;
}

/** Of what an archive unpacks to. */
export interface Limits {
  readonly members: number;
  readonly bytes: number;
}

/** A whole GRUB with every module is about 20 MiB. */
const LIMITS: Limits = { members: 5000, bytes: 256 << 20 };

/** Throws E_STREAM_FORMAT for an archive that holds what it must not, E_IMAGE_UNPACK for a broken one. */
export async function* unpackBootLoader(
  path: string,
  of: string,
  limits: Limits = LIMITS,
): AsyncGenerator<LoaderFile> {
  try {
    yield* unpack(path, of, limits);
  } catch (cause) {
    if (cause instanceof ControllerError) throw cause;
    throw new ControllerError('E_IMAGE_UNPACK', `unpacking ${of}`, { cause });
  }
}

async function* unpack(path: string, of: string, limits: Limits): AsyncGenerator<LoaderFile> {
  let members = 0;
  let bytes = 0;
  for await (const member of readTar(capped(decompress(path), of, limits))) {
    members += 1;
    bytes += member.bytes;
    if (members > limits.members || bytes > limits.bytes)
      throw refuse(of, member.name, 'is one too many: the archive is too large');
    const name = servedName(member, of);
    if (name !== undefined) yield await readMember(member, name);
  }
}

/** A tar's end may be padded without end, which no member's size tells. */
async function* capped(
  archive: AsyncIterable<Uint8Array>,
  of: string,
  limits: Limits,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const bytes of archive) {
    length += bytes.length;
    if (length > 2 * limits.bytes)
      throw new ControllerError('E_STREAM_FORMAT', `unpacking ${of}: the archive is too large`);
    yield bytes;
  }
}

/** GNU GRUB's platform folders: `x86_64-efi`, `arm64-efi`, `i386-pc`, `powerpc-ieee1275`. */
const PLATFORM = /^[a-z0-9_]+-(?:efi|pc|ieee1275|coreboot|xen|emu)$/;

/** `undefined` for a folder, which needs no entry of its own. */
function servedName(member: TarMember, of: string): string | undefined {
  const segments = member.name.replace(/^(?:\.\/)+/, '').split('/');
  if (member.type === 'directory') return undefined;
  if (member.type !== 'file' && member.type !== 'contiguous-file')
    throw refuse(of, member.name, `is a ${member.type}, not a file`);
  if (!segments.every((segment) => /^[A-Za-z0-9_+][\w.+~-]*$/.test(segment)))
    throw refuse(of, member.name, 'is not a plain relative name');
  const folder = segments.at(-2);
  const keep = folder !== undefined && PLATFORM.test(folder) ? -2 : -1;
  return segments.slice(keep).join('/');
}

async function readMember(member: TarMember, name: string): Promise<LoaderFile> {
  const pieces: Uint8Array[] = [];
  for await (const piece of member.content) pieces.push(piece);
  const content = Buffer.concat(pieces);
  const sha256 = createHash('sha256').update(content).digest('hex') as Digest;
  return { content, file: { role: 'bootloader', name, sha256, bytes: content.length } };
}

function refuse(of: string, member: string, is: string): ControllerError {
  const named = JSON.stringify(member.slice(0, 200));
  return new ControllerError('E_STREAM_FORMAT', `unpacking ${of}: ${named} ${is}`);
}
