import { createHash } from 'node:crypto';
import { isJsonObject } from '@cloudpay/proto';
import { Refusal, refusals } from '../refusals/refusal.ts';

/**
 * Tells whether two requests ask for the same: equal for equal wire JSON, whatever the order of the fields. A hash, so that an order keeps
 * no payment code.
 */
export function fingerprint(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts, sortFields)).digest('base64url');
}

function sortFields(_key: string, value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * What an earlier request with the same number made, given that it asked for the same.
 *
 * @returns undefined when the number is new
 * @throws Refusal with status 104 and internal_status 407 when that request asked for something else
 */
export function repeatOf<T extends { readonly fingerprint: string }>(made: T | undefined, asked: string): T | undefined {
  if (made !== undefined && made.fingerprint !== asked) throw new Refusal(refusals.reentryConflict);
  return made;
}
