import type { KeyObject } from 'node:crypto';
import { type Covered, coveredInstead, rewriting } from './covered.ts';
import { type Diagnosis, diagnosis } from './diagnosis.ts';
import { type CodeFunction, hmacSha256, mistakenFunctions } from './mistaken-functions.ts';
import { type MistakenKey, mistakenKeys, type OtherKey } from './mistaken-keys.ts';
import { type Reading, readingsOf } from './written-code.ts';

/** The right code of an earlier request. */
export interface EarlierCode {
  readonly code: string;
  readonly logId: string;
}

/** What there is to compare a wrong code with. */
export interface CodeSuspects {
  /** The merchant's `authen_key`. */
  readonly key: KeyObject;
  readonly otherMerchants: readonly OtherKey[];
  /** What else the merchant's configuration holds. */
  readonly otherFields: readonly OtherKey[];
  readonly earlierCodes: Iterable<EarlierCode>;
}

/** Why a code is wrong. */
export interface WrongCode extends Diagnosis {
  /** The code that a client with the same mistakes gives another content; undefined when the mistake is not known. */
  readonly codeOf?: (content: string) => string;
}

/** A way of making a code that is wrong somewhere. */
interface Recipe extends Covered {
  /** In bytes hashed. */
  readonly cost: number;
  readonly key: KeyObject;
  readonly make: CodeFunction;
}

/**
 * Finds out how a client came to a wrong code, by making the same mistakes one after the other, and then two at a time.
 *
 * @param content the `request_content` that arrived
 * @param code what stands beside it
 * @param mayTry asks whether one candidate more may be tried that costs as much as hashing so many bytes
 */
export function diagnoseCode(
  content: string,
  code: string,
  suspects: CodeSuspects,
  mayTry: (bytes: number) => boolean,
): WrongCode {
  for (const earlier of suspects.earlierCodes) {
    if (earlier.code.toUpperCase() !== code.trim().toUpperCase()) continue;
    return diagnosis([{ name: 'codeOfEarlierRequest', detail: earlier.logId }], true);
  }
  const readings = readingsOf(code);
  if (readings.length > 0) {
    for (const recipe of recipes(content, suspects)) {
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

/** So many of the keys, the most usual, are tried together with another mistake. */
const usualKeys = 8;

/** The cheapest first: the key, the function, what is covered; then a wrong key together with something else that is covered. */
function* recipes(content: string, { key, otherMerchants, otherFields }: CodeSuspects): Iterable<Recipe> {
  const { length } = content;
  const asItIs = { covered: content, cover: (text: string) => text, cost: length };
  const keys: readonly MistakenKey[] = [...mistakenKeys(key, otherMerchants, otherFields)];
  yield { ...asItIs, mistakes: [], key, make: hmacSha256 };
  for (const { mistake, key: mistaken } of keys) yield { ...asItIs, mistakes: [mistake], key: mistaken, make: hmacSha256 };
  for (const { mistake, make } of mistakenFunctions) yield { ...asItIs, mistakes: [mistake], key, make };
  const simple: Covered[] = [];
  for (const covered of coveredInstead(content)) {
    yield { ...covered, key, make: hmacSha256, cost: length * rewriting };
    if (covered.mistakes.length === 1) simple.push(covered);
  }
  for (const { mistakes, ...covered } of simple) {
    for (const { mistake, key: mistaken } of keys.slice(0, usualKeys)) {
      yield { ...covered, mistakes: [...mistakes, mistake], key: mistaken, make: hmacSha256, cost: length };
    }
  }
}
