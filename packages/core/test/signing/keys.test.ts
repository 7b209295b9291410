import { createPublicKey, createSecretKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/base/errors.ts';
import { authenticationCode } from '../../src/signing/authentication-code.ts';
import { importAuthenKey, importPrivateKey, importPublicKey, type KeyInput } from '../../src/signing/keys.ts';
import { authenKey } from '../helpers/merchant.ts';
import { rsaKeys, secretLines } from '../helpers/rsa-keys.ts';
import { thrownBy } from '../helpers/thrown.ts';
import { hmacVectors, signatureVectors } from '../helpers/vectors.ts';

const directory = mkdtempSync(join(tmpdir(), 'cloudpay-keys-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The URL of a new file with this text. */
function fileOf(name: string, text: string): URL {
  const path = join(directory, name);
  writeFileSync(path, text);
  return pathToFileURL(path);
}

describe('importAuthenKey', () => {
  test.each(hmacVectors)('text is used as its UTF-8 bytes: $key', ({ key, message, authen_code }) => {
    for (const form of [key, Buffer.from(key, 'utf8'), new TextEncoder().encode(key), createSecretKey(key, 'utf8')]) {
      expect(authenticationCode(importAuthenKey(form), message)).toBe(authen_code);
    }
  });

  test('reads only the bytes of a view', () => {
    const around = Buffer.from(`xx${authenKey}xx`);
    expect(authenticationCode(importAuthenKey(around.subarray(2, -2)), 'abc')).toBe(
      authenticationCode(importAuthenKey(authenKey), 'abc'),
    );
  });

  test('copies its input: bytes that are erased afterwards change nothing', () => {
    const bytes = Buffer.from(authenKey);
    const key = importAuthenKey(bytes);
    const before = authenticationCode(key, 'abc');
    bytes.fill(0);
    expect(authenticationCode(key, 'abc')).toBe(before);
  });

  test.each([
    ['empty text', ''],
    ['no bytes', new Uint8Array()],
    ['a public key', rsaKeys.publicKey],
    ['a private key', rsaKeys.privateKey],
    // As in a YAML file where the key has no quotes.
    ['a number', 12_345_678_901],
    ['a list of numbers', [1, 2, 3]],
    ['an object', { key: authenKey }],
    ['a text object', new String(authenKey)],
    ['true', true],
    ['null', null],
    ['undefined', undefined],
  ])('refuses %s', (_, input) => {
    const error = thrownBy(() => importAuthenKey(input as string));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ field: 'authenKey' });
    expect(inspect(error)).not.toMatch(/12345678901|1F6E3C2B/);
  });
});

describe.each([
  {
    what: 'importPrivateKey',
    field: 'privateKey',
    importKey: importPrivateKey,
    right: rsaKeys.privateKey,
    pems: { 'PKCS#8': rsaKeys.pkcs8, 'PKCS#1': rsaKeys.pkcs1 },
  },
  {
    what: 'importPublicKey',
    field: 'publicKey',
    importKey: importPublicKey,
    right: rsaKeys.publicKey,
    pems: { SPKI: rsaKeys.spki, 'PKCS#1': rsaKeys.publicPkcs1 },
  },
])('$what', ({ field, importKey, right, pems }) => {
  describe.each(Object.entries(pems))('%s', (form, pem) => {
    test.each<[string, KeyInput]>([
      ['text', pem],
      ['text with Windows line ends', pem.replaceAll('\n', '\r\n')],
      ['text without a last line end', pem.trimEnd()],
      ['a Buffer', Buffer.from(pem)],
      ['a Uint8Array', new Uint8Array(Buffer.from(pem))],
      ['a view into more bytes', Buffer.from(`${pem}-----BEGIN`).subarray(0, pem.length)],
      ['a file URL', fileOf(`${field} ${form.replace('#', '')}.pem`, pem)],
      ['the text of a file URL', fileOf(`${field} ${form.replace('#', '')} 密钥.pem`, pem).href],
    ])('is read from %s', (_, input) => {
      const key = importKey(input);
      expect(key).toBeInstanceOf(KeyObject);
      expect(key.equals(right)).toBe(true);
    });
  });

  test('returns a KeyObject unchanged', () => {
    expect(importKey(right)).toBe(right);
  });

  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const elsewhere = field === 'privateKey' ? 'publicKey' : 'privateKey';
  const export_ = (key: KeyObject) => key.export({ type: field === 'privateKey' ? 'pkcs8' : 'spki', format: 'pem' }) as string;
  test.each<[string, unknown]>([
    ['a secret KeyObject', createSecretKey(Buffer.from(authenKey))],
    ['a KeyObject of the other half', rsaKeys[elsewhere]],
    ['an elliptic KeyObject', elliptic[field as 'privateKey']],
    ['an elliptic PEM', export_(elliptic[field as 'privateKey'])],
    ['a short RSA KeyObject', short[field as 'privateKey']],
    ['a short RSA PEM', export_(short[field as 'privateKey'])],
    ['empty text', ''],
    ['text that is no PEM', 'not a key'],
    ['DER without its PEM', export_(right as KeyObject).replace(/-----.*-----\n/g, '')],
    ['PEM cut short', export_(right as KeyObject).slice(0, 200)],
    ['PEM altered in the middle', export_(right as KeyObject).replace(/(?<=\n.{10})./, '!')],
    ['a file that is not there', pathToFileURL(join(directory, 'missing.pem'))],
    ['the text of a file URL that is not there', pathToFileURL(join(directory, 'missing.pem')).href],
    ['a directory', pathToFileURL(directory)],
    ['a file that holds no key', fileOf('empty.pem', '')],
    ['a file on another host', 'file://elsewhere/key.pem'],
    ['a file URL that is none', 'file://%zz'],
    ['a URL that is no file', new URL('https://pay.qcloud.com/key.pem')],
    ['a number', 42],
    ['an object', {}],
    ['null', null],
    ['undefined', undefined],
  ])('refuses %s', (_, input) => {
    const error = thrownBy(() => importKey(input as KeyInput));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ field, code: 'INVALID_CONFIGURATION' });
    expect(error.message).toContain(field);
  });

  test('explains why a file could not be read', () => {
    const error = thrownBy(() => importKey(pathToFileURL(join(directory, 'missing.pem'))));
    expect(error.message).toContain('ENOENT');
  });

  test('never quotes a part of a refused key', () => {
    const pem = export_(short[field as 'privateKey']);
    const damaged = export_(right as KeyObject).replace(/\n-----END/, '=\n-----END');
    for (const input of [
      pem,
      damaged,
      damaged.replaceAll('\n', '\\n'),
      `file://${damaged}`,
      damaged.replace('-----BEGIN', 'BEGIN'),
    ]) {
      const error = thrownBy(() => importKey(input));
      const shown = inspect(error, { depth: 10, showHidden: true });
      for (const line of secretLines(input.replaceAll('\\n', '\n'))) expect(shown).not.toContain(line);
    }
  });
});

describe('importPrivateKey', () => {
  test('refuses a key with a password', () => {
    const pem = rsaKeys.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
    expect(thrownBy(() => importPrivateKey(pem))).toMatchObject({ field: 'privateKey' });
  });

  test('refuses the PEM of a public key', () => {
    expect(thrownBy(() => importPrivateKey(rsaKeys.spki))).toMatchObject({ field: 'privateKey' });
  });

  test('refuses a key for another kind of signature', () => {
    const { privateKey } = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha512',
      mgf1HashAlgorithm: 'sha512',
    });
    expect(thrownBy(() => importPrivateKey(privateKey))).toMatchObject({ field: 'privateKey' });
  });
});

describe('importPublicKey', () => {
  test('reads the key of the vectors', () => {
    const pem = signatureVectors.public_key_pem;
    expect(importPublicKey(pem).equals(createPublicKey(pem))).toBe(true);
  });
});
