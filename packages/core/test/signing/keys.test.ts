import { createPublicKey, createSecretKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/base/errors.ts';
import { authenticationCode } from '../../src/signing/authentication-code.ts';
import { importAuthenKey } from '../../src/signing/keys.ts';
import { importPrivateKey, importPublicKey, type KeyInput } from '../../src/signing/rsa-keys.ts';
import { authenKey } from '../helpers/merchant.ts';
import { rsaKeys, secretLines } from '../helpers/rsa-keys.ts';
import { thrownBy } from '../helpers/thrown.ts';
import { hmacVectors, signatureVectors } from '../helpers/vectors.ts';

const directory = mkdtempSync(join(tmpdir(), 'cloudpay-keys-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** What stands between the header and the footer of a PEM, on one line. */
const bare = (pem: string) => pem.replace(/-----.*-----|\s/g, '');

/** The URL of a file that holds a text. */
function fileOf(name: string, text: string): URL {
  const path = join(directory, name);
  writeFileSync(path, text);
  return pathToFileURL(path);
}

describe('importAuthenKey', () => {
  test.each(hmacVectors)('text counts as its UTF-8 bytes: $key', ({ key, message, authen_code }) => {
    for (const form of [key, Buffer.from(key, 'utf8'), new TextEncoder().encode(key), createSecretKey(key, 'utf8')]) {
      expect(authenticationCode(importAuthenKey(form), message)).toBe(authen_code);
    }
  });

  test('reads the bytes of a view, not those around it', () => {
    const around = Buffer.from(`xx${authenKey}xx`);
    expect(authenticationCode(importAuthenKey(around.subarray(2, -2)), 'abc')).toBe(
      authenticationCode(importAuthenKey(authenKey), 'abc'),
    );
  });

  test('keeps a copy: bytes that are wiped afterwards change nothing', () => {
    const bytes = Buffer.from(authenKey);
    const key = importAuthenKey(bytes);
    const before = authenticationCode(key, 'abc');
    bytes.fill(0);
    expect(authenticationCode(key, 'abc')).toBe(before);
  });

  test.each<[string, string | Uint8Array]>([
    ['a line end', `${authenKey}\r\n`],
    ['white space', ` \t${authenKey}\u3000`],
    ['a byte order mark', `\uFEFF${authenKey}`],
    ['what cannot be seen', `\u200B${authenKey}\u200E`],
    ['quotes', `"${authenKey}"`],
    ['quotes of a word processor, and a line end', `“${authenKey}”\n`],
    ['the bytes of a line end', Buffer.from(`${authenKey}\n`)],
    ['UTF-16', Buffer.from(`\uFEFF${authenKey}\r\n`, 'utf16le')],
    ['UTF-16 without a byte order mark', Buffer.from(authenKey, 'utf16le')],
  ])('takes off what stands around it: %s', (_, form) => {
    expect(importAuthenKey(form).equals(createSecretKey(authenKey, 'utf8'))).toBe(true);
  });

  test.each([
    ['bytes that are no text', Buffer.from('0a1f6e3c2b9a8d4e5f70615243342500', 'hex')],
    ['base64 that begins with a slash', '/V+zZ0pQk1u/3hXo2yB7c5nD8wLmE9tR4sJfA6gUvKQ='],
    ['words', 'a key of words'],
  ])('leaves alone %s', (_, form) => {
    expect(importAuthenKey(form).equals(createSecretKey(Buffer.from(form as string)))).toBe(true);
  });

  test.each([
    ['/run/secrets/authen_key', '路径'],
    ['C:\\keys\\authen_key.txt', '路径'],
    ['./authen_key.txt', '路径'],
    ['file:///run/secrets/authen_key', '路径'],
    [rsaKeys.pkcs8, 'PEM'],
    [`${authenKey}\n${authenKey}`, '换行'],
    [`${authenKey.slice(0, 9)}\u200B${authenKey.slice(9)}`, '不可见'],
    [Buffer.from(`${authenKey}\r\n${authenKey}`), '换行'],
  ])('names what is wrong with %j', (input, reason) => {
    const error = thrownBy(() => importAuthenKey(input));
    expect(error).toMatchObject({ field: 'authenKey', message: expect.stringContaining(reason) });
    expect(inspect(error, { showHidden: true })).not.toMatch(/1F6E3C2B|run.secrets/);
  });

  test.each([
    ['empty text', ''],
    ['white space', ' \r\n'],
    ['empty quotes', '""'],
    ['no bytes', new Uint8Array()],
    ['a public key', rsaKeys.publicKey],
    ['a private key', rsaKeys.privateKey],
    // As a YAML file brings it that holds the key without quotes.
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
      ['text with old Macintosh line ends', pem.replaceAll('\n', '\r')],
      ['text with spaces for line ends', pem.replaceAll('\n', ' ')],
      ['text with \\n for line ends', pem.replaceAll('\n', '\\n')],
      ['text with \\r\\n for line ends', pem.replaceAll('\n', '\\r\\n')],
      ['text with \\\\n for line ends', pem.replaceAll('\n', '\\\\n')],
      ['text in quotes', `"${pem}"`],
      ['text in quotes, with \\n for line ends', `'${pem.replaceAll('\n', '\\n')}'\r\n`],
      ['indented text', pem.replace(/^/gm, '    ')],
      ['text behind a byte order mark', `\uFEFF${pem}`],
      ['one long line', pem.replace(/(?<=[^-]\n?)\n(?=[^-])/g, '')],
      ['text between other text', `Bag Attributes\n  friendlyName: x\n${pem}\nBag Attributes\n`],
      ['bare base64', bare(pem)],
      ['bare base64 in lines', `${bare(pem).replace(/.{76}/g, '$&\r\n')}\r\n`],
      ['base64 of a PEM', Buffer.from(pem).toString('base64')],
      ['DER', Buffer.from(bare(pem), 'base64')],
      ['UTF-16', Buffer.from(`\uFEFF${pem}`, 'utf16le')],
      ['UTF-16 without a byte order mark', Buffer.from(pem, 'utf16le')],
      ['a path', fileURLToPath(fileOf(`${field} ${form.replace('#', '')} path.pem`, pem))],
      ['a path in quotes', `"${fileURLToPath(fileOf(`${field} ${form.replace('#', '')} path.pem`, pem))}"`],
      ['a file URL', fileOf(`${field} ${form.replace('#', '')}.pem`, pem)],
      ['the text of a file URL', fileOf(`${field} ${form.replace('#', '')} 密钥.pem`, pem).href],
    ])('is read from %s', (_, input) => {
      const key = importKey(input);
      expect(key).toBeInstanceOf(KeyObject);
      expect(key.equals(right)).toBe(true);
    });
  });

  test('hands a KeyObject through', () => {
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
    ['base64 cut short', bare(export_(right as KeyObject)).slice(0, 200)],
    ['base64 altered in the middle', bare(export_(right as KeyObject)).replace(/(?<=^.{99})./, '!')],
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

  test('says why a file could not be read', () => {
    const error = thrownBy(() => importKey(pathToFileURL(join(directory, 'missing.pem'))));
    expect(error.message).toContain('ENOENT');
  });

  test.each<[string, string | Uint8Array, string]>([
    ['no end', export_(right as KeyObject).slice(0, 300), 'PEM 不完整'],
    ['a line lost', export_(right as KeyObject).replace(/\n.{64}(?=\n)/, ''), '已损坏'],
    ['two keys', export_(right as KeyObject).repeat(2), '有多个密钥'],
    ['a relative path', './apiclient_key.pem', '相对路径'],
    ['the name of a file', 'apiclient_key.pem', '相对路径'],
    ['a Windows path that is not there', 'C:\\new\\apiclient_key.pem', 'ENOENT'],
    ['an OpenSSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----', 'OPENSSH'],
  ])('names what is wrong: %s', (_, input, reason) => {
    expect(thrownBy(() => importKey(input))).toMatchObject({ field, message: expect.stringContaining(reason) });
  });

  test.each<[string, () => KeyInput]>([
    ['PEM', () => rsaKeys[elsewhere === 'publicKey' ? 'spki' : 'pkcs8']],
    ['bare base64', () => bare(rsaKeys[elsewhere === 'publicKey' ? 'publicPkcs1' : 'pkcs1'])],
    ['KeyObject', () => rsaKeys[elsewhere]],
  ])('names the other half of the pair: %s', (_, input) => {
    const other = elsewhere === 'publicKey' ? /是公钥|PUBLIC KEY/ : /是私钥|PRIVATE KEY/;
    expect(thrownBy(() => importKey(input()))).toMatchObject({ field, message: expect.stringMatching(other) });
  });

  test('quotes no part of a key that it refuses', () => {
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
  test.each(['pkcs8', 'pkcs1'] as const)('says that a key is behind a password: %s', (type) => {
    const pem = rsaKeys.privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
    expect(thrownBy(() => importPrivateKey(pem))).toMatchObject({
      field: 'privateKey',
      message: expect.stringContaining('有密码'),
    });
  });

  test('reads PKCS#8 under the header of PKCS#1', () => {
    const pem = rsaKeys.pkcs8.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY');
    expect(importPrivateKey(pem).equals(rsaKeys.privateKey)).toBe(true);
  });

  test('finds the private key beside the public one', () => {
    expect(importPrivateKey(`${rsaKeys.spki}${rsaKeys.pkcs8}`).equals(rsaKeys.privateKey)).toBe(true);
  });

  test('refuses the PEM of a public key', () => {
    expect(thrownBy(() => importPrivateKey(rsaKeys.spki))).toMatchObject({ field: 'privateKey' });
  });

  test('refuses a key that is bound to another kind of signature', () => {
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
