import type { KeyObject } from 'node:crypto';
import { type Diagnosis, diagnosis } from './diagnosis.ts';
import { type MistakenContent, mistakenContents, rewriting } from './mistaken-contents.ts';
import { type CodeFunction, hmacSha256, mistakenFunctions } from './mistaken-functions.ts';
import { type MistakenKey, mistakenKeys, type OtherKey } from './mistaken-keys.ts';
import { type Reading, readingsOf } from './written-code.ts';

/** The right code of an earlier request. */
export interface EarlierCode {
  readonly code: string;
  readonly logId: string;
}

/** Data to compare a wrong code with. */
export interface CodeCandidates {
  /** The merchant's `authen_key`. */
  readonly key: KeyObject;
  readonly otherMerchants: readonly OtherKey[];
  /** The other values of the merchant's configuration. */
  readonly otherFields: readonly OtherKey[];
  readonly earlierCodes: Iterable<EarlierCode>;
}

/** The explanation of a wrong code. */
export interface WrongCode extends Diagnosis {
  /**
   * Computes the code that a client with the same mistakes would send for another content. Undefined if the mistakes are
   * not known.
   */
  readonly codeOf?: (content: string) => string;
}

/** A wrong way to compute a code. */
interface Recipe extends MistakenContent {
  /** In bytes hashed. */
  readonly cost: number;
  readonly key: KeyObject;
  readonly make: CodeFunction;
}

/**
 * Explains a wrong code. It repeats known mistakes, first one at a time and then in pairs, until the code matches.
 *
 * @param content the `request_content` as received
 * @param code the authentication code as received
 * @param mayTry asks whether another attempt with this cost, in bytes hashed, is allowed
 */
export function diagnoseCode(
  content: string,
  code: string,
  candidates: CodeCandidates,
  mayTry: (bytes: number) => boolean,
): WrongCode {
  for (const earlier of candidates.earlierCodes) {
    if (earlier.code.toUpperCase() !== code.trim().toUpperCase()) continue;
    return diagnosis([{ name: 'codeOfEarlierRequest', detail: earlier.logId }], true);
  }
  const readings = readingsOf(code);
  if (readings.length > 0) {
    for (const recipe of recipes(content, candidates)) {
      if (!mayTry(recipe.cost)) break;
      const made = recipe.make(recipe.key, recipe.covered);
      const reading = readings.find((candidate) => candidate.matches(made));
      if (reading !== undefined) return proven(recipe, reading);
    }
  }
  return diagnosis([{ name: 'unexplained', detail: String(Buffer.byteLength(content)) }], false);
}

function proven({ mistakes, key, make, cover }: Recipe, reading: Reading): WrongCode {
  return {
    ...diagnosis([...mistakes, ...reading.mistakes], true),
    codeOf: (content) => reading.write(make(key, cover(content))),
  };
}

/** How many of the most common wrong keys are combined with another mistake. */
const commonKeyCount = 8;

/**
 * Yields the cheapest attempts first: wrong keys, wrong functions, wrong content, and then wrong keys together with wrong
 * content.
 */
function* recipes(content: string, { key, otherMerchants, otherFields }: CodeCandidates): Iterable<Recipe> {
  const { length } = content;
  const asItIs = { covered: content, cover: (text: string) => text, cost: length };
  const keys: readonly MistakenKey[] = [...mistakenKeys(key, otherMerchants, otherFields)];
  yield { ...asItIs, mistakes: [], key, make: hmacSha256 };
  for (const { mistake, key: mistaken } of keys) yield { ...asItIs, mistakes: [mistake], key: mistaken, make: hmacSha256 };
  for (const { mistake, make } of mistakenFunctions) yield { ...asItIs, mistakes: [mistake], key, make };
  const simple: MistakenContent[] = [];
  for (const covered of mistakenContents(content)) {
    yield { ...covered, key, make: hmacSha256, cost: length * rewriting };
    if (covered.mistakes.length === 1) simple.push(covered);
  }
  for (const { mistakes, ...covered } of simple) {
    for (const { mistake, key: mistaken } of keys.slice(0, commonKeyCount)) {
      yield { ...covered, mistakes: [...mistakes, mistake], key: mistaken, make: hmacSha256, cost: length };
    }
  }
}
