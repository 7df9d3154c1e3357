/** The boot source's catalogue: index and product lists fetched, each verified on its own, then read. */
import { ControllerError } from '../core/errors.ts';
import type { Catalog } from '../core/image.ts';
import type { BootSource } from '../core/inventory.ts';
import type { Clock } from '../core/ports.ts';
import { type HttpClient, readBody } from '../lib/http-client.ts';
import { fileUrl, sourceUrls } from './source-url.ts';
import {
  type IndexEntry,
  type ProductList,
  type StreamIndex,
  parseIndex,
  parseProducts,
} from './stream.ts';
import { type Trust, type Verified, verifyClearSigned, verifyDetached } from './verify.ts';

/** Ubuntu's whole list of products is 3 MB. */
const LONGEST_DOCUMENT = 64 << 20;
const LONGEST_SIGNATURE = 1 << 20;

export interface CatalogDeps {
  readonly source: BootSource;
  readonly http: HttpClient;
  readonly clock: Clock;
}

/**
 * Throws E_STREAM_FETCH, E_STREAM_SIGNATURE, E_STREAM_FORMAT, and E_STREAM_ROLLBACK for documents older
 * than `previous` or than the index says.
 */
export async function fetchCatalog(
  { source, http, clock }: CatalogDeps,
  previous: Catalog | undefined,
  signal: AbortSignal,
): Promise<Catalog> {
  const { root, indexes } = sourceUrls(source.url);
  const trust = { keyring: source.keyring, fingerprints: source.fingerprints, at: clock.now() };
  const reader: Reader = { root, http, trust, signal };
  const signed = await fetchIndex(reader, indexes);
  const index = parseIndex(signed.payload, signed.url);
  refuseOlderIndex(source, index, previous);
  const lists = await Promise.all(index.lists.map((entry) => fetchList(reader, entry)));
  return {
    source: source.name,
    updated: index.updated,
    fetchedAt: clock.now(),
    signedBy: signed.signedBy,
    products: lists.flatMap((list) => list.products),
  };
}

interface Reader {
  readonly root: string;
  readonly http: HttpClient;
  readonly trust: Trust;
  readonly signal: AbortSignal;
}

async function fetchIndex(
  reader: Reader,
  candidates: readonly string[],
): Promise<Verified & { readonly url: string }> {
  for (const path of candidates) {
    const document = await fetchVerified(reader, path);
    if (document !== undefined) return { ...document, url: fileUrl(reader.root, path) };
  }
  throw new ControllerError(
    'E_STREAM_FETCH',
    `fetching ${reader.root}: there is no ${candidates.join(' and no ')}`,
  );
}

async function fetchList(reader: Reader, entry: IndexEntry): Promise<ProductList> {
  const document = await fetchVerified(reader, entry.path);
  const url = fileUrl(reader.root, entry.path);
  if (document === undefined)
    throw new ControllerError('E_STREAM_FETCH', `fetching ${url}: it is not there`);
  const list = parseProducts(document.payload, entry.contentId);
  // An old list is as well signed as the new one: the index says how old it may be.
  if ((list.updatedAt ?? Infinity) < (entry.updatedAt ?? 0))
    throw new ControllerError(
      'E_STREAM_ROLLBACK',
      `reading ${url}: it is older than its index says`,
    );
  return list;
}

function refuseOlderIndex(
  source: BootSource,
  index: StreamIndex,
  previous: Catalog | undefined,
): void {
  if (previous?.source !== source.name || index.updatedAt >= Date.parse(previous.updated)) return;
  throw new ControllerError(
    'E_STREAM_ROLLBACK',
    `reading ${source.url}: its index is of ${index.updated}, the last one was of ${previous.updated}; ` +
      'a source that may go back must be declared under another name',
  );
}

/** `.sjson` is clear-signed; anything else needs its detached `.gpg`. `undefined`: not there. */
async function fetchVerified(reader: Reader, path: string): Promise<Verified | undefined> {
  const url = fileUrl(reader.root, path);
  const document = await fetchDocument(reader, url, LONGEST_DOCUMENT);
  if (document === undefined) return undefined;
  if (path.endsWith('.sjson')) return verifyClearSigned(document, reader.trust, url);
  const signature = await fetchDocument(reader, `${url}.gpg`, LONGEST_SIGNATURE);
  if (signature !== undefined) return verifyDetached(document, signature, reader.trust, url);
  throw new ControllerError('E_STREAM_SIGNATURE', `verifying ${url}: there is no ${url}.gpg`);
}

/** Object stores say 403 for what is not there. */
const ABSENT = new Set([403, 404, 410]);

async function fetchDocument(
  { http, signal }: Reader,
  url: string,
  limit: number,
): Promise<Uint8Array | undefined> {
  try {
    const response = await http.send({ url }, signal);
    if (response.status === 200) {
      const bytes = await readBody(response, limit);
      if (bytes !== undefined) return bytes;
      throw new ControllerError('E_STREAM_FETCH', `fetching ${url}: longer than ${limit} bytes`);
    }
    await response.discard();
    if (ABSENT.has(response.status)) return undefined;
    throw new ControllerError('E_STREAM_FETCH', `fetching ${url}: answered ${response.status}`);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof ControllerError) throw cause;
    throw new ControllerError('E_STREAM_FETCH', `fetching ${url}`, { cause });
  }
}
