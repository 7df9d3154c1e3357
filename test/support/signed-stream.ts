/** A tiny simplestreams source, really signed in process with a throw-away key. */
import { createHash } from 'node:crypto';
import { pack } from 'tar-stream';
import { type Signer, createSigner } from '../../src/images/openpgp.ts';
import type { Answer } from './misbehaving-server.ts';

export const SIGNED_AT = Date.UTC(2026, 0, 1);
export const IMAGES = 'com.ubuntu.maas:stable:v3:download';
const LOADERS = 'com.ubuntu.maas:stable:1:bootloader-download';

/** Product key → version → ftype → content. */
export type StreamContent = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, Uint8Array>>>>>
>;

export interface StreamOptions {
  readonly images?: StreamContent;
  readonly loaders?: StreamContent;
  readonly updated?: string;
  /** `detached`: plain `.json` with a `.json.gpg` beside it. */
  readonly signature?: 'clear' | 'detached';
}

export interface SignedStream {
  readonly signer: Signer;
  /** Path below the root → bytes. */
  readonly files: Map<string, Uint8Array>;
  /** Signs and puts one document. */
  put(path: string, document: unknown): Promise<void>;
}

const UPDATED = 'Thu, 01 Jan 2026 00:00:00 +0000';
export const NOBLE = 'com.ubuntu.maas.stable:v3:boot:24.04:amd64:ga-24.04';
export const HWE = 'com.ubuntu.maas.stable:v3:boot:24.04:amd64:hwe-24.04';
export const SHIM = 'com.ubuntu.maas.stable:1:grub-efi-signed:uefi:amd64';

export async function signedStream(
  { images = {}, loaders = {}, updated = UPDATED, signature = 'clear' }: StreamOptions,
  signer?: Signer,
): Promise<SignedStream> {
  const by = signer ?? (await createSigner('test images', SIGNED_AT));
  const files = new Map<string, Uint8Array>();
  const suffix = signature === 'clear' ? 'sjson' : 'json';
  const put: SignedStream['put'] = async (path, document) => {
    const text = `${JSON.stringify(document, null, 1)}\n`;
    if (signature === 'clear') return void files.set(path, Buffer.from(await by.clearSign(text)));
    files.set(path, Buffer.from(text));
    files.set(`${path}.gpg`, await by.signDetached(Buffer.from(text)));
  };
  const index: Record<string, object> = {};
  for (const [id, content] of [
    [IMAGES, images],
    [LOADERS, loaders],
  ] as const) {
    const path = `streams/v1/${id}.${suffix}`;
    const products = productsOf(content, files);
    await put(path, { format: 'products:1.0', content_id: id, updated, products });
    index[id] = { format: 'products:1.0', datatype: 'image-ids', path, updated };
  }
  await put(`streams/v1/index.${suffix}`, { format: 'index:1.0', updated, index });
  return { signer: by, files, put };
}

function productsOf(content: StreamContent, files: Map<string, Uint8Array>): object {
  return Object.fromEntries(
    Object.entries(content).map(([key, versions]) => {
      const [, , , release = '', arch = '', subarch = ''] = key.split(':');
      const loader = key.includes(':1:');
      const traits = loader
        ? { os: 'grub-efi-signed', arch: 'amd64', 'bootloader-type': 'uefi' }
        : { os: 'ubuntu', release: 'noble', version: release, arch, subarch, kflavor: 'generic' };
      const made = Object.entries(versions).map(([version, items]) => [
        version,
        { items: itemsOf(items, files) },
      ]);
      return [key, { ...traits, label: 'stable', versions: Object.fromEntries(made) }];
    }),
  );
}

/** Files lie by content, so that equal ones are one file, as the squashfs of a release is. */
function itemsOf(
  items: Readonly<Record<string, Uint8Array>>,
  files: Map<string, Uint8Array>,
): object {
  return Object.fromEntries(
    Object.entries(items).map(([name, bytes]) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const path = `files/${sha256.slice(0, 12)}`;
      files.set(path, bytes);
      const ftype = ['squashfs', 'boot-kernel', 'boot-initrd', 'root-tgz'].includes(name)
        ? name
        : 'archive.tar.xz';
      return [name, { ftype, path, sha256, size: bytes.length }];
    }),
  );
}

/** Answers as an HTTP server over those files would. */
export const streamServer =
  (files: ReadonlyMap<string, Uint8Array>): Answer =>
  (request, response) => {
    const bytes = files.get(
      decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname.slice(1)),
    );
    if (bytes === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  };

/** A tar archive of files, or of links to them. */
export async function tarOf(members: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, content] of Object.entries(members)) archive.entry({ name }, content);
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}
