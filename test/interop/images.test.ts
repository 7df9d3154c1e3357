/** Signatures as gpg makes them, and a disk that is really full. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import { type Digest, instant } from '../../src/core/ids.ts';
import { download } from '../../src/images/download.ts';
import { type Trust, verifyClearSigned, verifyDetached } from '../../src/images/verify.ts';
import { misbehavingServer, serving } from '../support/misbehaving-server.ts';
import { installed } from '../support/program.ts';

const hasGpg = installed('gpg', 'gnupg');
const notRoot = process.getuid?.() !== 0;
if (notRoot) console.log('skipped: a full disk (mounting a tmpfs needs root)');

const DOCUMENT = `{\n "format": "index:1.0",\n- dash,\n-- dashes,\nFrom here,\n "ü": "trailing space " \n}\n`;
/** Without the blanks at line ends and the last line end, which clear-signing does not cover (RFC 9580 §7). */
const SIGNED = DOCUMENT.replace('" \n', '"\n').trimEnd();

let home: string;
const gpg = (args: readonly string[], input: string | Uint8Array = ''): Buffer => {
  const base = ['--homedir', home, '--batch', '--yes', '--quiet', '--passphrase', '', '--no-tty'];
  const { status, stdout, stderr } = spawnSync('gpg', [...base, ...args], { input });
  if (status !== 0) expect.fail(`gpg ${args.join(' ')}: ${stderr.toString()}`);
  return stdout;
};

function makeKey(name: string, algorithm: string, expires: string, more: string[] = []): string {
  gpg([...more, '--quick-gen-key', name, algorithm, 'sign', expires]);
  const listed = gpg(['--with-colons', '--list-keys', name]).toString();
  return /^fpr:{9}([0-9A-F]{40}):/m.exec(listed)?.[1] ?? `no key ${name}`;
}

const trusting = (fingerprint: string, armour = false): Trust => ({
  keyring: gpg([...(armour ? ['--armor'] : []), '--export', fingerprint]),
  fingerprints: [fingerprint],
  at: instant(systemClock.now()),
});
const clearSign = (fingerprint: string, more: string[] = []): Buffer =>
  gpg([...more, '--local-user', fingerprint, '--clearsign'], DOCUMENT);
const refused = (because: RegExp) => ({
  code: 'E_STREAM_SIGNATURE',
  message: expect.stringMatching(because) as string,
});

describe.runIf(hasGpg)('gpg', () => {
  let rsa: string;
  let ed25519: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'gpg-'));
    rsa = makeKey('rsa', 'rsa4096', '1y');
    ed25519 = makeKey('ed25519', 'ed25519', '0');
  });
  afterAll(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    rmSync(home, { recursive: true, force: true });
  });

  test('clear-signed by RSA 4096 and Ed25519, keyring binary and armoured, dashes escaped', async () => {
    for (const key of [rsa, ed25519])
      for (const armour of [false, true]) {
        const document = clearSign(key);
        expect(document.toString()).toContain('\n- - dash');
        const verified = await verifyClearSigned(document, trusting(key, armour), 'index');
        expect(verified).toEqual({ payload: SIGNED, signedBy: key });
      }
  });

  test('a keyring of both keys, and line ends of another system', async () => {
    const trust = { ...trusting(rsa), keyring: gpg(['--export']) };
    const document = Buffer.from(clearSign(rsa).toString().replaceAll('\n', '\r\n'));
    expect((await verifyClearSigned(document, trust, 'index')).signedBy).toBe(rsa);
    await expect(verifyClearSigned(clearSign(ed25519), trust, 'index')).rejects.toMatchObject(
      refused(new RegExp(`signed by ${ed25519}, which is not accepted; accepted: ${rsa}`)),
    );
  });

  test('two signatures, one of them known', async () => {
    const document = gpg(['-u', rsa, '-u', ed25519, '--clearsign'], DOCUMENT);
    const verified = await verifyClearSigned(document, trusting(ed25519), 'index');
    expect(verified.signedBy).toBe(ed25519);
  });

  test('detached, armoured and binary', async () => {
    for (const key of [rsa, ed25519])
      for (const more of [[], ['--armor']]) {
        const signature = gpg([...more, '-u', key, '--detach-sign'], DOCUMENT);
        const document = Buffer.from(DOCUMENT);
        const verified = await verifyDetached(document, signature, trusting(key), 'index');
        expect(verified).toEqual({ payload: DOCUMENT, signedBy: key });
        document[5] = 0x21;
        await expect(
          verifyDetached(document, signature, trusting(key), 'index'),
        ).rejects.toMatchObject(refused(/digest/i));
      }
  });

  test('text before and after the block, and a changed byte', async () => {
    const good = clearSign(rsa).toString();
    for (const bad of [
      `{}\n${good}`,
      `${good}{}\n`,
      good.replace('\nHash:', '\nComment: x\nHash:'),
    ])
      await expect(
        verifyClearSigned(Buffer.from(bad), trusting(rsa), 'index'),
      ).rejects.toMatchObject(refused(/index/));
    await expect(
      verifyClearSigned(Buffer.from(good.replace('index', 'jndex')), trusting(rsa), 'index'),
    ).rejects.toMatchObject(refused(/digest/i));
  });

  test('SHA-1', async () => {
    const document = clearSign(rsa, ['--digest-algo', 'SHA1']);
    expect(document.toString()).toContain('Hash: SHA1');
    await expect(verifyClearSigned(document, trusting(rsa), 'index')).rejects.toMatchObject(
      refused(/SHA1/),
    );
  });

  test('a key that has expired since', async () => {
    const past = ['--faked-system-time', '20250101T000000!'];
    const key = makeKey('old', 'ed25519', 'seconds=86400', past);
    const document = clearSign(key, past);
    await expect(verifyClearSigned(document, trusting(key), 'index')).rejects.toMatchObject(
      refused(/expired/),
    );
  });

  test('a key that was revoked since', async () => {
    const key = makeKey('revoked', 'ed25519', '0');
    const document = clearSign(key);
    await expect(verifyClearSigned(document, trusting(key), 'index')).resolves.toBeDefined();
    const certificate = readFileSync(join(home, 'openpgp-revocs.d', `${key}.rev`), 'utf8');
    gpg(['--import'], certificate.replace(/^:-----BEGIN/m, '-----BEGIN'));
    await expect(verifyClearSigned(document, trusting(key), 'index')).rejects.toMatchObject(
      refused(/revoked/),
    );
  });

  test('what gpg signs inline is no clear-signed text', async () => {
    const document = gpg(['--armor', '-u', rsa, '--sign'], DOCUMENT);
    await expect(verifyClearSigned(document, trusting(rsa), 'index')).rejects.toMatchObject(
      refused(/not one clear-signed text/),
    );
  });
});

describe.skipIf(notRoot)('a full disk', () => {
  test('is found while writing, and said with what was missing', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'full-'));
    const mounted = ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder.path];
    expect(spawnSync('mount', mounted).status).toBe(0);
    await using server = await misbehavingServer();
    const http = createHttpClient();
    try {
      const body = randomBytes(7 << 20);
      // Another one takes the room after it was found free.
      server.answer((request, response) => {
        if (!existsSync(join(folder.path, 'other')))
          writeFileSync(join(folder.path, 'other'), Buffer.alloc(4 << 20));
        serving(body)(request, response);
      });
      const wanted = {
        url: server.url,
        sha256: '0'.repeat(64) as Digest,
        bytes: body.length,
        partial: join(folder.path, 'partial'),
      };
      const failed = {
        code: 'E_IMAGE_SPACE',
        message: expect.stringMatching(
          /no room in .* for the remaining \d+ of 7340032 bytes/,
        ) as string,
      };
      const { signal } = new AbortController();
      await expect(download(wanted, http, signal)).rejects.toMatchObject(failed);
      await expect(download(wanted, http, signal), 'and before').rejects.toMatchObject(failed);
    } finally {
      await http.close();
      spawnSync('umount', [folder.path]);
    }
  });
});
