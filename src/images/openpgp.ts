/**
 * OpenPGP (RFC 9580): reading signatures, and making them for rehearsals and tests. The only import of
 * openpgp, and a lazy one: it takes 40 to 100 ms, and only commands that meet a signature pay for it.
 */
import type { Key, KeyID, PublicKey, Signature } from 'openpgp';

/** One signature of a document, judged on its own: by whom, and whether it holds. */
export interface JudgedSignature {
  /** Full fingerprint of the key that signed, upper case, or its 64-bit id where the keyring lacks it. */
  readonly signer: string;
  /** Of that key's primary key; `undefined` where the keyring lacks it. */
  readonly primary: string | undefined;
  /** Why it does not hold; `undefined` when it does. */
  readonly fault: string | undefined;
}

export interface JudgedDocument {
  /** Exactly what the signatures cover. */
  readonly payload: string;
  readonly signatures: readonly JudgedSignature[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Clear-signed text (RFC 9580 §7): one document is one signed message, with nothing before or after.
 * Rejects when it is not that.
 */
export async function judgeClearSigned(
  document: Uint8Array,
  keyring: Uint8Array,
  at: number,
): Promise<JudgedDocument> {
  const { readCleartextMessage, verify } = await import('openpgp');
  const keys = await readKeyring(keyring);
  const message = await readCleartextMessage({ cleartextMessage: utf8.decode(document) });
  const result = await verify({ message, verificationKeys: keys, date: new Date(at) });
  const judged = result.signatures.map((signature) => judge(signature, keys, at));
  return { payload: result.data, signatures: await Promise.all(judged) };
}

/** Detached signature, armoured or binary, over `document`. */
export async function judgeDetached(
  document: Uint8Array,
  signature: Uint8Array,
  keyring: Uint8Array,
  at: number,
): Promise<JudgedDocument> {
  const { createMessage, readSignature, verify } = await import('openpgp');
  const keys = await readKeyring(keyring);
  const read = await (isArmoured(signature)
    ? readSignature({ armoredSignature: utf8.decode(signature) })
    : readSignature({ binarySignature: signature }));
  const message = await createMessage({ binary: document });
  const options = { message, signature: read, verificationKeys: keys, date: new Date(at) };
  const result = await verify({ ...options, format: 'binary' });
  const judged = result.signatures.map((one) => judge(one, keys, at));
  return { payload: utf8.decode(result.data), signatures: await Promise.all(judged) };
}

export interface Signer {
  /** Of the primary key, upper case. */
  readonly fingerprint: string;
  /** The public key, binary, as a boot source's keyring holds it. */
  readonly keyring: Uint8Array;
  /** The same, as text. */
  readonly armoured: string;
  clearSign(text: string): Promise<string>;
  signDetached(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A throw-away Ed25519 key, which never leaves the process. */
export async function createSigner(userName: string, at: number): Promise<Signer> {
  const { createCleartextMessage, createMessage, generateKey, sign } = await import('openpgp');
  const date = new Date(at);
  const { privateKey, publicKey } = await generateKey({
    userIDs: { name: userName },
    date,
    format: 'object',
  });
  return {
    fingerprint: fingerprintOf(publicKey),
    keyring: publicKey.write(),
    armoured: publicKey.armor(),
    clearSign: async (text) => {
      const message = await createCleartextMessage({ text });
      return sign({ message, signingKeys: privateKey, date });
    },
    signDetached: async (bytes) => {
      const message = await createMessage({ binary: bytes });
      return sign({ message, signingKeys: privateKey, date, detached: true, format: 'binary' });
    },
  };
}

async function readKeyring(bytes: Uint8Array): Promise<Key[]> {
  const { readKeys } = await import('openpgp');
  return isArmoured(bytes)
    ? readKeys({ armoredKeys: utf8.decode(bytes) })
    : readKeys({ binaryKeys: bytes });
}

/** Every binary OpenPGP packet begins with bit 7 set (RFC 9580 §4.2); armour is ASCII. */
const isArmoured = (bytes: Uint8Array): boolean => (bytes[0] ?? 0) < 0x80;

interface Verification {
  readonly keyID: KeyID;
  readonly verified: Promise<true>;
  readonly signature: Promise<Signature>;
}

async function judge(
  signature: Verification,
  keys: readonly PublicKey[],
  at: number,
): Promise<JudgedSignature> {
  const primary = keys.find((key) => key.getKeys(signature.keyID).length > 0);
  const key = primary?.getKeys(signature.keyID)[0];
  return {
    signer: key === undefined ? await claimedSigner(signature) : fingerprintOf(key),
    primary: primary === undefined ? undefined : fingerprintOf(primary),
    fault: await fault(signature, primary, at),
  };
}

/** What an unverifiable signature says of its maker: only good for telling people. */
async function claimedSigner(signature: Verification): Promise<string> {
  const claimed = (await signature.signature).packets[0]?.issuerFingerprint;
  const hex = claimed ? Buffer.from(claimed).toString('hex') : signature.keyID.toHex();
  return hex.toUpperCase();
}

async function fault(
  signature: Verification,
  primary: PublicKey | undefined,
  at: number,
): Promise<string | undefined> {
  if (primary === undefined) return 'the keyring does not hold that key';
  try {
    await signature.verified;
    // The library accepts a key that was good when it signed. Who holds an expired or retired key can
    // write any date into a signature, so it must be good now as well.
    if (await primary.isRevoked(undefined, undefined, new Date(at))) return 'the key is revoked';
    await primary.getSigningKey(signature.keyID, new Date(at));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const fingerprintOf = (key: { getFingerprint(): string }): string =>
  key.getFingerprint().toUpperCase();
