import { createHash } from 'node:crypto';
import { isJsonObject } from '@cloudpay/proto';
import { readJson } from '../json/json.ts';
import type { Mistake } from './diagnosis.ts';
import { inGbk } from './gbk.ts';
import {
  changeUnicodeCase,
  escapeHtml,
  escapeNonAscii,
  escapeSlashes,
  format,
  sortKeys,
  unescapeHtml,
  unescapeNonAscii,
  unescapeSlashes,
} from './json-text.ts';
import type { MistakeName } from './mistakes.ts';

/** What a client with some mistakes covers by its code or signature instead of the content that it sends. */
interface Covering {
  readonly mistakes: readonly Mistake[];
  /** Of any content: a recording without the customer's code is to be wrong in the same way as the request was. */
  cover(content: string): string | Uint8Array;
}

/** The same of one content. */
export interface Covered extends Covering {
  readonly covered: string | Uint8Array;
}

/** One way in which two serialisations of the same JSON differ. */
interface Change {
  readonly name: MistakeName;
  apply(text: string): string;
}

// The most usual rows first, and applied from the last to the first; of each row a client makes one change at most.
const changes: readonly (readonly Change[])[] = [
  [
    { name: 'newlineDropped', apply: (text) => text.replace(/[\r\n]+$/, '') },
    { name: 'spaceDropped', apply: (text) => text.trim() },
    { name: 'newlineAdded', apply: (text) => `${text}\n` },
    { name: 'newlineAdded', apply: (text) => `${text}\r\n` },
    { name: 'spaceAdded', apply: (text) => `${text} ` },
    { name: 'nulAdded', apply: (text) => `${text}\0` },
  ],
  [
    { name: 'slashesEscaped', apply: escapeSlashes },
    { name: 'slashesUnescaped', apply: unescapeSlashes },
  ],
  [
    { name: 'nonAsciiEscaped', apply: (text) => escapeNonAscii(text, 'lower') },
    { name: 'nonAsciiEscaped', apply: (text) => escapeNonAscii(text, 'upper') },
    { name: 'nonAsciiUnescaped', apply: unescapeNonAscii },
    { name: 'unicodeCaseChanged', apply: changeUnicodeCase },
  ],
  [
    { name: 'whiteSpaceChanged', apply: format.compact },
    { name: 'whiteSpaceChanged', apply: format.spaced },
    ...['  ', '    ', '\t'].map((indent) => ({
      name: 'whiteSpaceChanged' as const,
      apply: (text: string) => format.indented(text, indent),
    })),
  ],
  [
    { name: 'htmlEscaped', apply: escapeHtml },
    { name: 'htmlUnescaped', apply: unescapeHtml },
  ],
  [{ name: 'keysSorted', apply: sortKeys }],
];

/** Nobody serialises in more than this many other ways at once. */
const mostChanges = 3;

/** Writing a text anew costs about as much as hashing it so many times. */
export const rewriting = 10;

/** Longer contents would be dear to write in so many ways. */
const longest = 16 * 1024;

/**
 * All that a client may have covered instead of the content, each once, the most usual first. Nothing for contents above 16 Ki characters.
 *
 * Lazy: each is a text written anew.
 */
export function* coveredInstead(content: string): Iterable<Covered> {
  if (content.length > longest) return;
  const seen = new Set<string>([content]);
  for (const candidate of candidates(content)) {
    const covered = candidate.cover(content);
    const text = typeof covered === 'string' ? covered : Buffer.from(covered).toString('latin1');
    if (seen.has(text)) continue;
    seen.add(text);
    yield { ...candidate, covered };
  }
}

function* candidates(content: string): Iterable<Covering> {
  const applicable = changes.map((row) => row.filter(({ apply }) => apply(content) !== content));
  yield* serialisations(applicable, 1);
  yield* otherThings(content);
  for (let size = 2; size <= mostChanges; size++) yield* serialisations(applicable, size);
}

/** The same JSON with `size` changes. */
function* serialisations(rows: typeof changes, size: number): Iterable<Covering> {
  for (const chosen of choices(rows, size)) {
    yield {
      mistakes: chosen.map(({ name }) => ({ name })),
      cover: (text) => chosen.reduceRight((result, { apply }) => apply(result), text),
    };
  }
}

/** Every choice of `size` items out of as many different rows, in the order of the rows. */
function* choices<T>(rows: readonly (readonly T[])[], size: number): Iterable<readonly T[]> {
  if (size === 0) yield [];
  for (const [index, row] of size === 0 ? [] : rows.entries()) {
    for (const item of row) for (const others of choices(rows.slice(index + 1), size - 1)) yield [item, ...others];
  }
}

function* otherThings(content: string): Iterable<Covering> {
  const one = (name: MistakeName, cover: Covering['cover'], detail?: string): Covering => ({
    mistakes: [detail === undefined ? { name } : { name, detail }],
    cover,
  });

  const literal = (text: string) => JSON.stringify(text);
  const writings = [(text: string) => text, escapeNonAsciiUpper, escapeNonAsciiLower];
  for (const write of writings) {
    for (const slashes of [(text: string) => text, escapeSlashes]) {
      yield one('literalCovered', (text) => slashes(write(literal(text)).slice(1, -1)));
      yield one('literalCovered', (text) => slashes(write(literal(text))));
    }
    yield one('envelopeCovered', (text) => write(`{"request_content":${literal(text)}}`));
    yield one('envelopeCovered', (text) => write(format.spaced(`{"request_content":${literal(text)}}`)));
    yield one('envelopeCovered', (text) => write(`{"request_content":${text}}`));
  }

  for (const name of memberNames(content)) {
    yield one('memberCovered', (text) => memberOf(text, name), name);
    yield one('memberCovered', (text) => format.spaced(memberOf(text, name)), name);
    yield one('memberCovered', (text) => `${memberOf(text, name)}\n`, name);
  }

  yield one('nothingCovered', () => '');
  for (const text of ['[object Object]', 'undefined', 'null', '{}']) yield one('objectCovered', () => text, text);

  yield one('otherCharset', inGbk, 'GBK');
  yield one('otherCharset', (text) => Buffer.from(text, 'utf16le'), 'UTF-16');
  yield one('charactersLost', (text) => text.replace(/[^\0-\x7f]/gu, '?'));
  yield one('bomAdded', (text) => `\ufeff${text}`);
  yield one('utf8Twice', (text) => Buffer.from(text, 'utf8').toString('latin1'));

  for (const [name, algorithm] of [
    ['SHA-256', 'sha256'],
    ['MD5', 'md5'],
  ] as const) {
    const digest = (text: string) => createHash(algorithm).update(text, 'utf8').digest();
    yield one('contentDigestCovered', digest, name);
    yield one('contentDigestCovered', (text) => digest(text).toString('hex'), name);
    yield one('contentDigestCovered', (text) => digest(text).toString('hex').toUpperCase(), name);
  }
}

const escapeNonAsciiUpper = (text: string) => escapeNonAscii(text, 'upper');
const escapeNonAsciiLower = (text: string) => escapeNonAscii(text, 'lower');

/** More than any request of the protocol has. */
const mostMembers = 20;

function memberNames(content: string): readonly string[] {
  const json = readJson(content);
  return isJsonObject(json) ? Object.keys(json).slice(0, mostMembers) : [];
}

/** A field of the content as its own JSON, or as it is where it is a text. */
function memberOf(content: string, name: string): string {
  const member = (JSON.parse(content) as Record<string, unknown>)[name];
  return typeof member === 'string' ? member : JSON.stringify(member);
}
