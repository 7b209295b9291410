// Clients that compute a wrong authentication code, each in a way known from practice.
import { createHash, createHmac } from 'node:crypto';
import { authenKey as key } from '@cloudpay/test-kit';
import type { MistakeName } from '../../src/index.ts';
import { authenCode } from './client.ts';

/** What a client sends: the content, and its code. */
export interface Sent {
  readonly content: string;
  readonly code: string;
}

export interface MistakenClient {
  readonly mistakes: readonly MistakeName[];
  readonly detail?: string;
  send(content: string): Sent;
}

function hmac(secret: string | Buffer, covered: string | Uint8Array, algorithm = 'sha256'): string {
  return createHmac(algorithm, secret).update(covered).digest('hex').toUpperCase();
}

const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex').toUpperCase();

/** The code is computed over something other than the sent content. */
function covering(
  mistakes: readonly MistakeName[],
  cover: (content: string) => string | Uint8Array,
  detail?: string,
): MistakenClient {
  return {
    mistakes,
    ...(detail !== undefined && { detail }),
    send: (content) => ({ content, code: hmac(key, cover(content)) }),
  };
}

/** The content is changed after the code was computed. */
function sending(mistakes: readonly MistakeName[], write: (content: string) => string): MistakenClient {
  return { mistakes, send: (content) => ({ content: write(content), code: hmac(key, content) }) };
}

function keyed(mistake: MistakeName, secret: string | Buffer, detail?: string): MistakenClient {
  return {
    mistakes: [mistake],
    ...(detail !== undefined && { detail }),
    send: (content) => ({ content, code: hmac(secret, content) }),
  };
}

function made(mistake: MistakeName, make: (content: string) => string, detail?: string): MistakenClient {
  return {
    mistakes: [mistake],
    ...(detail !== undefined && { detail }),
    send: (content) => ({ content, code: make(content) }),
  };
}

const escapeNonAscii = (text: string) =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const escapeSlashes = (text: string) => text.replaceAll('/', '\\/');
const escapeHtml = (text: string) => text.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
const pretty = (text: string) => JSON.stringify(JSON.parse(text), undefined, 2);
const payContent = (text: string) => JSON.stringify((JSON.parse(text) as { pay_content: object }).pay_content);
const sorted = (text: string) =>
  JSON.stringify(JSON.parse(text), (_name, value: unknown) =>
    typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).sort()) : value,
  );
const base64 = (text: string) => Buffer.from(text).toString('base64');
const pairs = (hex: string) => hex.match(/../g) ?? [];

/** The content is JSON on one line without white space. It has a slash, non-ASCII characters, and < > &. */
export const mistakenClients: Readonly<Record<string, MistakenClient>> = {
  'trims the newline that it sends': sending(['newlineDropped'], (content) => `${content}\n`),
  'adds a newline only where it hashes': covering(['newlineAdded'], (content) => `${content}\n`),
  'trims the spaces that it sends': sending(['spaceDropped'], (content) => ` ${content}`),
  'adds a space only where it hashes': covering(['spaceAdded'], (content) => `${content} `),
  'hashes the whole buffer of a C string': covering(['nulAdded'], (content) => `${content}\0`),
  'escapes slashes only where it hashes (PHP)': covering(['slashesEscaped'], escapeSlashes),
  'escapes slashes only where it sends': sending(['slashesUnescaped'], escapeSlashes),
  'escapes 汉字 only where it hashes (Python)': covering(['nonAsciiEscaped'], escapeNonAscii),
  'escapes 汉字 only where it sends': sending(['nonAsciiUnescaped'], escapeNonAscii),
  'escapes 汉字 in capitals where it sends': {
    mistakes: ['unicodeCaseChanged'],
    send: (content) => ({
      content: escapeNonAscii(content).replace(/\\u(....)/g, (_found, hex: string) => `\\u${hex.toUpperCase()}`),
      code: hmac(key, escapeNonAscii(content)),
    }),
  },
  'escapes < > & only where it hashes (Go)': covering(['htmlEscaped'], escapeHtml),
  'escapes < > & only where it sends': sending(['htmlUnescaped'], escapeHtml),
  'formats what it sends': sending(['whiteSpaceChanged'], pretty),
  'formats what it hashes': covering(['whiteSpaceChanged'], pretty),
  'sorts the fields where it hashes': covering(['keysSorted'], sorted),
  'serialises again, in PHP': covering(['slashesEscaped', 'nonAsciiEscaped'], (content) =>
    escapeSlashes(escapeNonAscii(content)),
  ),
  'serialises again, in Python': covering(['nonAsciiEscaped', 'whiteSpaceChanged'], (content) =>
    escapeNonAscii(content).replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (token) => (token.length === 1 ? `${token} ` : token)),
  ),
  'hashes the escaped string within the envelope': covering(['literalCovered'], (content) =>
    JSON.stringify(content).slice(1, -1),
  ),
  'hashes the envelope': covering(['envelopeCovered'], (content) => JSON.stringify({ request_content: content })),
  'hashes one field': covering(['memberCovered'], payContent, 'pay_content'),
  'hashes nothing': covering(['nothingCovered'], () => ''),
  'hashes an object': covering(['objectCovered'], () => '[object Object]', '[object Object]'),
  'hashes UTF-16': covering(['otherCharset'], (content) => Buffer.from(content, 'utf16le'), 'UTF-16'),
  'hashes what is left of 汉字 in Latin-1': covering(['charactersLost'], (content) => content.replace(/[^\0-\x7f]/gu, '?')),
  'hashes a byte order mark': covering(['bomAdded'], (content) => `\ufeff${content}`),
  'encodes in UTF-8 twice': covering(['utf8Twice'], (content) => Buffer.from(content).toString('latin1')),
  'hashes a hash': covering(['contentDigestCovered'], (content) => hash('md5', content), 'MD5'),

  'lowers the key': keyed('keyLowerCase', key.toLowerCase()),
  'reads the key with its newline': keyed('keyNewline', `${key}\n`),
  'copies a space with the key': keyed('keySpace', ` ${key}`),
  'keeps the quotes around the key': keyed('keyQuoted', `"${key}"`),
  'reads the key with its byte order mark': keyed('keyBom', `\ufeff${key}`),
  'decodes the key from hex': keyed('keyHexDecoded', Buffer.from(key, 'hex')),
  'decodes the key from base64': keyed('keyBase64Decoded', Buffer.from(key, 'base64')),
  'encodes the key as base64': keyed('keyBase64Encoded', base64(key)),
  'encodes the key as UTF-16': keyed('keyUtf16', Buffer.from(key, 'utf16le')),
  'copies the key into too small a buffer': keyed('keyCutShort', key.slice(0, -1)),
  'has no key': keyed('keyEmpty', ''),
  'has an undefined key': keyed('keyUndefined', 'undefined', 'undefined'),
  'takes the number of the merchant for the key': keyed('keyIsOtherField', 'sz01KzuCUOmw8yjtPite', 'out_sub_mch_id'),

  'swaps the arguments': made('hmacSwapped', (content) => hmac(content, key)),
  'has no HMAC': made('notHmacSha256', (content) => hash('sha256', content + key), 'SHA-256(content + key)'),
  'signs as WeChat Pay v2 does': made(
    'notHmacSha256',
    (content) => hash('md5', `${content}&key=${key}`),
    'MD5(content + "&key=" + key)',
  ),
  'takes another hash': made('notHmacSha256', (content) => hmac(key, content, 'sha1'), 'HMAC-SHA-1'),

  'sends a newline after the code': made('codeSpaced', (content) => `${authenCode(content)}\n`),
  'separates the bytes': made('codeSeparated', (content) => pairs(authenCode(content)).join('-')),
  'sends the code in base64': made('codeBase64', (content) => Buffer.from(authenCode(content), 'hex').toString('base64')),
  'encodes the code twice': made('codeEncodedTwice', (content) => base64(authenCode(content)), 'base64'),
  'forgets leading zeros': made('codeUnpadded', (content) =>
    pairs(authenCode(content))
      .map((pair) => pair.replace(/^0/, ''))
      .join(''),
  ),
  'cuts the code short': made('codeCutShort', (content) => authenCode(content).slice(0, 32), '32'),
  'sends more than the code': made('codeTooLong', (content) => `${authenCode(content)}00`),
  'has a key that nobody knows': {
    mistakes: ['unexplained'],
    send: (content) => ({ content, code: hmac('another key', content) }),
  },
};
