/** Ed25519 (RFC 8032) as Node.js and OpenSSL have it: keys, signatures, and their text. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

export interface SigningKey {
  /** The public half: base64 of its SubjectPublicKeyInfo (RFC 8410), on one line. */
  readonly publicKey: string;
  /** Base64. */
  sign(text: string): string;
}

/** The private half, as PEM: what is kept in a file. */
export function generateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' });
}

/** Throws where the text is no Ed25519 private key. */
export function readKey(pem: string): SigningKey {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('it is not an Ed25519 key');
  return {
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  };
}

/** False for whatever is wrong: the text, the signature, or the key itself. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const key = parsePublicKey(publicKey);
  const bytes = Buffer.from(signature, 'base64');
  // One signature has one text: base64 has spare bits, and what they say is signed by nobody.
  return (
    key !== undefined &&
    bytes.toString('base64') === signature &&
    verify(null, Buffer.from(text), key, bytes)
  );
}

function parsePublicKey(text: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
