import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ControllerError } from '../../../src/core/errors.ts';
import { instant } from '../../../src/core/ids.ts';
import { createSigner, type Signer } from '../../../src/images/openpgp.ts';
import { type Trust, verifyClearSigned, verifyDetached } from '../../../src/images/verify.ts';

const AT = instant(Date.UTC(2026, 0, 1));
const HOUR = 3_600_000;
const JSON_TEXT = '{\n  "format": "index:1.0",\n- "dash": "escaped",\n  "ü": 1\n}\n';
const bytes = (text: string): Uint8Array => Buffer.from(text);

let signer: Signer;
let stranger: Signer;
let signed: string;
let trust: Trust;

beforeAll(async () => {
  signer = await createSigner('images', AT - HOUR);
  stranger = await createSigner('stranger', AT - HOUR);
  signed = await signer.clearSign(JSON_TEXT);
  trust = { keyring: signer.keyring, fingerprints: [signer.fingerprint], at: AT };
});

async function refusal(document: string, by: Trust = trust): Promise<string> {
  const error = await verifyClearSigned(bytes(document), by, 'index.sjson').then(
    () => undefined,
    (reason: ControllerError) => reason,
  );
  expect(error?.code).toBe('E_STREAM_SIGNATURE');
  return error?.message ?? '';
}

const generate = (more: Partial<openpgp.KeyOptions>) =>
  openpgp.generateKey({
    ...more,
    userIDs: { name: 'old' },
    date: new Date(AT - 10 * HOUR),
    format: 'object',
  });
async function signWith(key: openpgp.PrivateKey) {
  const message = await openpgp.createCleartextMessage({ text: JSON_TEXT });
  const date = new Date(AT - 9 * HOUR);
  return openpgp.sign({ message, signingKeys: key, date });
}
const trusting = (key: openpgp.PublicKey): Trust => ({
  keyring: key.write(),
  fingerprints: [key.getFingerprint().toUpperCase()],
  at: AT,
});

describe('clear-signed', () => {
  test('the payload is what was signed, dash-escaping undone, and the signer is named in full', async () => {
    const { payload, signedBy } = await verifyClearSigned(bytes(signed), trust, 'index.sjson');
    expect(payload).toBe(JSON_TEXT);
    expect(signedBy).toBe(signer.fingerprint);
    expect(signed).toContain('\n- - "dash"');
  });

  test('the keyring may be armoured', async () => {
    const key = await openpgp.readKey({ binaryKey: signer.keyring });
    const armoured = { ...trust, keyring: bytes(key.armor()) };
    const verified = await verifyClearSigned(bytes(signed), armoured, 'index.sjson');
    expect(verified.signedBy).toBe(signer.fingerprint);
  });

  test('one changed byte', async () => {
    const message = await refusal(signed.replace('index:1.0', 'index:1.1'));
    expect(message).toContain(`signed by ${signer.fingerprint}`);
    expect(message).toMatch(/digest did not match/i);
  });

  test('text before or after the signed block', async () => {
    for (const forged of [
      `{"format":"evil"}\n${signed}`,
      `${signed}\n{"format":"evil"}`,
      `${signed}\n${signed}`,
    ])
      expect(await refusal(forged)).toContain('nothing before and after');
  });

  test('no signature', async () => {
    expect(await refusal(JSON_TEXT)).toContain('not one clear-signed text');
    expect(await refusal('')).toContain('not one clear-signed text');
    const empty = signed.replace(
      /(-----BEGIN PGP SIGNATURE-----\n)[^]*(?=-----END)/,
      '$1\n=twTO\n',
    );
    expect(await refusal(empty)).toContain('index.sjson');
  });

  test('an unknown signer is named beside those accepted', async () => {
    const message = await refusal(await stranger.clearSign(JSON_TEXT));
    expect(message).toBe(
      `verifying index.sjson: signed by ${stranger.fingerprint}, which is not accepted; accepted: ${signer.fingerprint}`,
    );
  });

  test('a key of the keyring that is not pinned', async () => {
    const both = {
      ...trust,
      keyring: Buffer.concat([signer.keyring, stranger.keyring]),
    };
    expect(await refusal(await stranger.clearSign(JSON_TEXT), both)).toContain('is not accepted');
  });

  test('a pinned key that the keyring lacks', async () => {
    const without = { ...trust, keyring: stranger.keyring };
    expect(await refusal(signed, without)).toContain('the keyring does not hold that key');
  });

  test('fingerprints are compared in full', async () => {
    const short = { ...trust, fingerprints: [signer.fingerprint.slice(-16)] };
    expect(await refusal(signed, short)).toContain('is not accepted');
    expect(await refusal(signed, { ...trust, fingerprints: [] })).toContain('accepted: none');
  });

  test('a signature from the future', async () => {
    const early = { ...trust, at: instant(AT - 2 * HOUR) };
    expect(await refusal(signed, early)).toMatch(/future/);
  });

  test('a keyring that is none', async () => {
    expect(await refusal(signed, { ...trust, keyring: bytes('key') })).toContain(
      'the keyring cannot be read',
    );
    expect(await refusal(signed, { ...trust, keyring: new Uint8Array() })).toContain('index.sjson');
  });
});

describe('keys that were good once', () => {
  test('expired since it signed', async () => {
    const { privateKey, publicKey } = await generate({ keyExpirationTime: 7200 });
    expect(await refusal(await signWith(privateKey), trusting(publicKey))).toContain('expired');
  });

  test('revoked since it signed, also where it was only retired', async () => {
    for (const flag of [
      openpgp.enums.reasonForRevocation.keyCompromised,
      openpgp.enums.reasonForRevocation.keyRetired,
    ]) {
      const { privateKey } = await generate({});
      const document = await signWith(privateKey);
      const revoked = await openpgp.revokeKey({
        key: privateKey,
        reasonForRevocation: { flag },
        date: new Date(AT - HOUR),
        format: 'object',
      });
      expect(await refusal(document, trusting(revoked.publicKey))).toContain('revoked');
    }
  });

  test('a signing subkey counts as its primary key, and may itself be pinned', async () => {
    const { privateKey, publicKey } = await generate({ subkeys: [{ sign: true }] });
    const document = bytes(await signWith(privateKey));
    const primary = publicKey.getFingerprint().toUpperCase();
    const subkey = publicKey.subkeys[0]?.getFingerprint().toUpperCase() ?? '';
    for (const fingerprint of [primary, subkey]) {
      const pinned = { ...trusting(publicKey), fingerprints: [fingerprint] };
      const { signedBy } = await verifyClearSigned(document, pinned, 'index.sjson');
      expect(signedBy).toBe(primary);
    }
  });

  test('a signature that covers no document proves nothing about one', async () => {
    const { privateKey, publicKey } = await generate({});
    const packet = Object.assign(new openpgp.SignaturePacket(), {
      signatureType: openpgp.enums.signature.standalone,
      publicKeyAlgorithm: privateKey.keyPacket.algorithm,
      hashAlgorithm: openpgp.enums.hash.sha512,
      issuerKeyID: privateKey.getKeyID(),
      issuerFingerprint: Buffer.from(privateKey.getFingerprint(), 'hex'),
      issuerKeyVersion: 4,
      version: 4,
    });
    // Its configuration argument is missing from the library's declarations.
    const sign = packet.sign.bind(packet) as (...args: unknown[]) => Promise<void>;
    const date = new Date(AT - HOUR);
    await sign(privateKey.keyPacket, {}, date, true, openpgp.config);
    const list = new openpgp.PacketList<openpgp.SignaturePacket>();
    list.push(packet);
    const forged = bytes(new openpgp.Signature(list).armor());
    await expect(
      verifyDetached(bytes('anything'), forged, trusting(publicKey), 'index.json'),
    ).rejects.toThrow('it has no signature');
  });
});

describe('detached', () => {
  test('armoured and binary', async () => {
    const signature = await signer.signDetached(bytes(JSON_TEXT));
    const read = await openpgp.readSignature({ binarySignature: signature });
    for (const one of [signature, bytes(read.armor())]) {
      const verified = await verifyDetached(bytes(JSON_TEXT), one, trust, 'index.json');
      expect(verified).toEqual({ payload: JSON_TEXT, signedBy: signer.fingerprint });
    }
  });

  test('of another document, by another key, of nothing', async () => {
    const signature = await signer.signDetached(bytes(JSON_TEXT));
    const foreign = await stranger.signDetached(bytes(JSON_TEXT));
    for (const [document, one] of [
      [bytes(`${JSON_TEXT} `), signature],
      [bytes(JSON_TEXT), foreign],
      [bytes(JSON_TEXT), bytes('')],
      [bytes(JSON_TEXT), signature.subarray(0, 20)],
    ] as const)
      await expect(verifyDetached(document, one, trust, 'index.json')).rejects.toMatchObject({
        code: 'E_STREAM_SIGNATURE',
      });
  });
});
