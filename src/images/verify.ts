/**
 * Who may sign a boot source's documents, and what of a document is believed. Only the payload that a
 * good signature covers is ever parsed (maas-wire.md §2.1).
 */
import { ControllerError } from '../core/errors.ts';
import type { Instant } from '../core/ids.ts';
import {
  type JudgedDocument,
  type JudgedSignature,
  judgeClearSigned,
  judgeDetached,
} from './openpgp.ts';

export interface Trust {
  /** Armoured or binary public keys. */
  readonly keyring: Uint8Array;
  /** In full, of primary or signing keys. The keyring may hold more keys than are accepted. */
  readonly fingerprints: readonly string[];
  /** Keys and signatures must be good at this moment. */
  readonly at: Instant;
}

export interface Verified {
  /** Exactly the text that the signature covers. */
  readonly payload: string;
  /** Fingerprint of the signer's primary key, upper case. */
  readonly signedBy: string;
}

/** A `.sjson`: clear-signed JSON. Text outside the signed block is refused. Throws E_STREAM_SIGNATURE. */
export async function verifyClearSigned(
  document: Uint8Array,
  trust: Trust,
  name: string,
): Promise<Verified> {
  if (!isOneClearSignedBlock(document))
    throw refuse(name, 'it is not one clear-signed text with nothing before and after it');
  return settle(name, trust, judgeClearSigned(document, trust.keyring, trust.at));
}

/** A `.json` and its `.json.gpg`, armoured or binary. Throws E_STREAM_SIGNATURE. */
export async function verifyDetached(
  document: Uint8Array,
  signature: Uint8Array,
  trust: Trust,
  name: string,
): Promise<Verified> {
  return settle(name, trust, judgeDetached(document, signature, trust.keyring, trust.at));
}

async function settle(
  name: string,
  trust: Trust,
  judging: Promise<JudgedDocument>,
): Promise<Verified> {
  const accepted = trust.fingerprints.map((fingerprint) => fingerprint.toUpperCase());
  const document = await judging.catch((error: unknown) => {
    throw refuse(name, 'its signature or the keyring cannot be read', error);
  });
  const good = document.signatures.find(
    (one) => one.fault === undefined && isAccepted(one, accepted),
  );
  if (good?.primary !== undefined) return { payload: document.payload, signedBy: good.primary };
  const found = document.signatures.map((one) => describe(one, accepted)).join('; ');
  const list = accepted.length === 0 ? 'none' : accepted.join(', ');
  throw refuse(name, `${found || 'it has no signature'}; accepted: ${list}`);
}

const isAccepted = (one: JudgedSignature, accepted: readonly string[]): boolean =>
  accepted.includes(one.signer) || (one.primary !== undefined && accepted.includes(one.primary));

function describe(one: JudgedSignature, accepted: readonly string[]): string {
  const why = isAccepted(one, accepted) ? one.fault : 'which is not accepted';
  return `signed by ${one.signer}, ${why}`;
}

function refuse(name: string, why: string, cause?: unknown): ControllerError {
  return new ControllerError(
    'E_STREAM_SIGNATURE',
    `verifying ${name}: ${why}`,
    cause === undefined ? undefined : { cause },
  );
}

const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const END = '-----END PGP SIGNATURE-----';

/**
 * Stricter than the armour's grammar: what stands outside the block is not covered by the signature,
 * and nobody who makes a stream puts anything there.
 */
function isOneClearSignedBlock(document: Uint8Array): boolean {
  const lines = Buffer.from(document).toString('latin1').trimEnd().split('\n');
  const marks = lines.flatMap((line, at) =>
    line.startsWith('-----') ? [{ mark: line.trimEnd(), at }] : [],
  );
  const [begin, signature, end, more] = marks;
  return (
    begin?.mark === BEGIN &&
    begin.at === 0 &&
    signature?.mark === SIGNATURE &&
    end?.mark === END &&
    end.at === lines.length - 1 &&
    more === undefined
  );
}
