/** Snapshots of what was observed: made and signed by the controller, read and believed only with the site's key. */
import { createHash } from 'node:crypto';
import { ControllerError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import type { ObservedState } from '../core/observed.ts';
import { readObserved, type Sha256, type Snapshot, writeObserved } from '../core/snapshot.ts';
import { isSignedBy, type SigningKey } from '../lib/ed25519.ts';
import type { Pass } from './loop.ts';

/** What a signature is for stands in front of what it covers: no other document's will do. */
const PURPOSE = 'rackwright snapshot 1\n';

export const sha256: Sha256 = (text) => createHash('sha256').update(text).digest('hex') as Digest;

/** What else a snapshot says of the store and of the process that made it. */
export type Provenance = Pick<Snapshot, 'commits' | 'boot' | 'forgotten'>;

export function snapshotOf({ inForce, observed }: Pass, from: Provenance): Snapshot {
  const { inventory, rejected } = inForce;
  return {
    version: 1,
    site: inventory.site.name,
    revision: inventory.revision,
    ...(rejected === undefined ? {} : { rejected }),
    ...from,
    observed: writeObserved(observed, sha256),
  };
}

/** The document as it is served. */
export function signSnapshot(snapshot: Snapshot, key: SigningKey): string {
  const payload = JSON.stringify(snapshot);
  return envelope(payload, key.sign(PURPOSE + payload));
}

const envelope = (payload: string, signature: string): string =>
  `{"signature":${JSON.stringify(signature)},\n"snapshot":${payload}}\n`;

/** What the document says, when the key that the site names has signed exactly it. Throws E_SNAPSHOT_SIGNATURE. */
export function readSnapshot(
  text: string,
  from: string,
  { site }: Pick<Inventory, 'site'>,
  /** Of a store that was lost the site may name another one by now. */
  anyStore = false,
): Snapshot {
  const { snapshots, stateId } = site;
  if (snapshots === undefined)
    throw untrusted(
      from,
      'Site.snapshots.key is not declared, so no snapshot can be trusted: commit the line that `reconcile state init` prints',
    );
  const { signature, payload, snapshot } = parse(text, from);
  if (
    envelope(payload, signature) !== text ||
    !isSignedBy(snapshots.key, PURPOSE + payload, signature)
  )
    throw untrusted(from, 'its signature is not of the key in Site.snapshots.key');
  if (snapshot.version !== 1)
    throw untrusted(from, `its version is ${String(snapshot.version)}, and this reader knows 1`);
  const storeId = snapshot.observed['storeId'] as string | undefined;
  if (snapshot.site !== site.name || (storeId !== stateId && !anyStore))
    throw untrusted(
      from,
      `it is of site ${snapshot.site}, store ${storeId ?? 'none'}, and this inventory is of site ${site.name}, store ${stateId ?? 'none'}`,
    );
  return snapshot;
}

function parse(text: string, from: string) {
  try {
    const { signature, snapshot } = JSON.parse(text) as {
      readonly signature: string;
      readonly snapshot: Snapshot;
    };
    return { signature, snapshot, payload: JSON.stringify(snapshot) };
  } catch {
    throw untrusted(from, 'it is not a snapshot');
  }
}

const untrusted = (from: string, why: string): ControllerError =>
  new ControllerError('E_SNAPSHOT_SIGNATURE', `reading the snapshot ${from}`, {
    cause: new Error(why),
  });

/** What was observed, for the inventory at hand. */
export const observedIn = (snapshot: Snapshot, inventory: Inventory): ObservedState =>
  readObserved(snapshot.observed, inventory, sha256);
