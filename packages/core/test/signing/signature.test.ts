import { spawnSync } from 'node:child_process';
import { constants, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importPrivateKey, importPublicKey } from '../../src/signing/rsa-keys.ts';
import { signContent, verifySignature } from '../../src/signing/signature.ts';
import { rsaKeys } from '../helpers/rsa-keys.ts';
import { signatureVectors } from '../helpers/vectors.ts';

const { message, public_key_pem, signatures } = signatureVectors;
const vectorKey = importPublicKey(public_key_pem);
const privateKey = importPrivateKey(rsaKeys.pkcs1);
const publicKey = importPublicKey(rsaKeys.spki);

/** Whether the signature was made with a salt of exactly this length. */
function hasSalt(content: string, signature: string, saltLength: number): boolean {
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
  return verify('sha256', Buffer.from(content), key, Buffer.from(signature, 'base64'));
}

describe.each(signatures)('$name', ({ sign }) => {
  test('is accepted', () => {
    expect(verifySignature(vectorKey, message, sign)).toBe(true);
  });

  test('is refused for any other content', () => {
    for (const altered of [`${message}\n`, message.replace('"refund_fee":1', '"refund_fee":2'), '']) {
      expect(altered).not.toBe(message);
      expect(verifySignature(vectorKey, altered, sign)).toBe(false);
    }
  });

  test('is refused under any other key', () => {
    expect(verifySignature(publicKey, message, sign)).toBe(false);
  });

  test('is refused with any one of its bytes changed', () => {
    const bytes = Buffer.from(sign, 'base64');
    for (let index = 0; index < bytes.length; index += 5) {
      const altered = Buffer.from(bytes);
      altered[index] = (bytes[index] as number) ^ 0x01;
      expect(verifySignature(vectorKey, message, altered.toString('base64'))).toBe(false);
    }
  });

  test('is refused cut short, made longer, or empty', () => {
    const bytes = Buffer.from(sign, 'base64');
    const wrong = [bytes.subarray(0, -1), bytes.subarray(1), Buffer.concat([bytes, Buffer.from([0])]), Buffer.alloc(0)];
    for (const altered of wrong) expect(verifySignature(vectorKey, message, altered.toString('base64'))).toBe(false);
  });
});

describe('signContent', () => {
  test('is verified by the public key', () => {
    const signature = signContent(privateKey, message);
    expect(signature).toMatch(/^[A-Za-z0-9+/]{342}==$/);
    expect(verifySignature(publicKey, message, signature)).toBe(true);
    expect(verifySignature(publicKey, `${message} `, signature)).toBe(false);
    expect(verifySignature(vectorKey, message, signature)).toBe(false);
  });

  test('signs the UTF-8 bytes', () => {
    const content = '{"refund_reason":"不要了 🧧"}';
    expect(hasSalt(content, signContent(privateKey, content), 222)).toBe(true);
  });

  test('has a salt of 222 bytes, not the 32 of JOSE', () => {
    const signature = signContent(privateKey, message);
    expect(hasSalt(message, signature, 222)).toBe(true);
    expect(hasSalt(message, signature, 32)).toBe(false);
  });

  test('is the same key in PKCS#1 and PKCS#8', () => {
    expect(verifySignature(publicKey, message, signContent(importPrivateKey(rsaKeys.pkcs8), message))).toBe(true);
  });

  test('is randomised', () => {
    expect(signContent(privateKey, message)).not.toBe(signContent(privateKey, message));
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;
const reason = openssl ? '' : ' (skipped: no openssl on the PATH)';

describe.skipIf(!openssl)(`OpenSSL${reason}`, () => {
  /** What `openssl dgst` says of a signature, with a salt of exactly this length. */
  function opensslSays(content: string, signature: string, saltLength: number): string {
    const directory = mkdtempSync(join(tmpdir(), 'cloudpay-signature-'));
    try {
      const file = (name: string, data: string | Buffer) => {
        writeFileSync(join(directory, name), data);
        return join(directory, name);
      };
      const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${saltLength}`];
      const files = ['-verify', file('key.pem', rsaKeys.spki), '-signature', file('sign', Buffer.from(signature, 'base64'))];
      return spawnSync('openssl', ['dgst', '-sha256', ...pss, ...files, file('content', content)], {
        encoding: 'utf8',
      }).stdout.trim();
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  test('verifies what we sign, with the 222 bytes of salt that Cloud Pay asks for', () => {
    expect(opensslSays(message, signContent(privateKey, message), 222)).toBe('Verified OK');
  });

  test('does not verify it for other content, nor with another salt', () => {
    const signature = signContent(privateKey, message);
    expect(opensslSays(`${message}\n`, signature, 222)).toBe('Verification failure');
    expect(opensslSays(message, signature, 32)).toBe('Verification failure');
  });
});
