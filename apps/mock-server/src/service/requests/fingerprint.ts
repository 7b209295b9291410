import { createHash } from 'node:crypto';
import { isJsonObject } from '@cloudpay/proto';
import { Refusal, refusals } from '../refusals/refusal.ts';

/**
 * Compares requests: equal for the same JSON, whatever the order of the fields. It is a hash, so an order does not keep the
 * payment code.
 */
export function fingerprint(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts, sortFields)).digest('base64url');
}

function sortFields(_key: string, value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Returns what an earlier request with the same number and the same fingerprint made.
 *
 * @returns undefined if the number is new
 * @throws Refusal with status 104 and internal_status 407 if that request had another fingerprint
 */
export function repeatOf<T extends { readonly fingerprint: string }>(made: T | undefined, asked: string): T | undefined {
  if (made !== undefined && made.fingerprint !== asked) throw new Refusal(refusals.reentryConflict);
  return made;
}
