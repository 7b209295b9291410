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

/** Computes what a client authenticates by mistake instead of the content that it sends. */
interface ContentMistake {
  readonly mistakes: readonly Mistake[];
  /**
   * Returns the bytes for any content. A recording masks the payment code, and its authentication code must be wrong in the
   * same way as the original.
   */
  cover(content: string): string | Uint8Array;
}

/** The same, for one content. */
export interface MistakenContent extends ContentMistake {
  readonly covered: string | Uint8Array;
}

/** A difference between two serialisations of the same JSON. */
interface Change {
  readonly name: MistakeName;
  apply(text: string): string;
}

// The most common rows come first. Changes are applied from the last row to the first. A client makes at most one change of
// each row.
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

/** The maximum number of combined changes. */
const maxChanges = 3;

/** The cost of rewriting a text, as a multiple of hashing it once. */
export const rewriting = 10;

/** Longer contents are not examined: rewriting them so many times is too slow. */
const maxLength = 16 * 1024;

/**
 * Yields everything that a client may have authenticated instead of the content, each once, the most common first. Yields
 * nothing for contents above 16 Ki characters.
 *
 * It is a generator because each item rewrites the whole text.
 */
export function* mistakenContents(content: string): Iterable<MistakenContent> {
  if (content.length > maxLength) return;
  const seen = new Set<string>([content]);
  for (const candidate of candidates(content)) {
    const covered = candidate.cover(content);
    const text = typeof covered === 'string' ? covered : Buffer.from(covered).toString('latin1');
    if (seen.has(text)) continue;
    seen.add(text);
    yield { ...candidate, covered };
  }
}

function* candidates(content: string): Iterable<ContentMistake> {
  const applicable = changes.map((row) => row.filter(({ apply }) => apply(content) !== content));
  yield* serialisations(applicable, 1);
  yield* otherThings(content);
  for (let size = 2; size <= maxChanges; size++) yield* serialisations(applicable, size);
}

/** Yields the same JSON with `size` changes. */
function* serialisations(rows: typeof changes, size: number): Iterable<ContentMistake> {
  for (const chosen of choices(rows, size)) {
    yield {
      mistakes: chosen.map(({ name }) => ({ name })),
      cover: (text) => chosen.reduceRight((result, { apply }) => apply(result), text),
    };
  }
}

/** Yields each combination of `size` items from different rows, in the order of the rows. */
function* choices<T>(rows: readonly (readonly T[])[], size: number): Iterable<readonly T[]> {
  if (size === 0) yield [];
  for (const [index, row] of size === 0 ? [] : rows.entries()) {
    for (const item of row) for (const others of choices(rows.slice(index + 1), size - 1)) yield [item, ...others];
  }
}

function* otherThings(content: string): Iterable<ContentMistake> {
  const one = (name: MistakeName, cover: ContentMistake['cover'], detail?: string): ContentMistake => ({
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
const maxMembers = 20;

function memberNames(content: string): readonly string[] {
  const json = readJson(content);
  return isJsonObject(json) ? Object.keys(json).slice(0, maxMembers) : [];
}

/** A field of the content: a string as it is, any other value as JSON. */
function memberOf(content: string, name: string): string {
  const member = (JSON.parse(content) as Record<string, unknown>)[name];
  return typeof member === 'string' ? member : JSON.stringify(member);
}
