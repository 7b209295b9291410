import { fieldError, type Place } from './field-error.ts';
import { isExactNumber } from './json.ts';
import type { ScalarType } from './message.ts';

const ranges: Record<Exclude<ScalarType, 'string' | 'bool'>, readonly [number, number]> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** Checks a scalar of a caller. */
export function checkScalar(type: ScalarType, value: unknown, place: Place): string | number | boolean {
  if (type === 'string') {
    if (typeof value === 'string') return value;
    throw fieldError(place, 'type', 'a string');
  }
  if (type === 'bool') {
    if (typeof value === 'boolean') return value;
    throw fieldError(place, 'type', 'true or false');
  }
  const [min, max] = ranges[type];
  // Number.isSafeInteger also refuses 2^53: it may be a rounded 2^53 + 1.
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw fieldError(place, 'type', `an integer from ${min} to ${max}`);
}

/** Checks a scalar of a response. Cloud Pay sends some declared strings as numbers (`"device_id": 1`). */
export function readScalar(type: ScalarType, value: unknown, place: Place): string | number | boolean {
  if (type === 'string') {
    if (typeof value === 'number') return String(value);
    if (isExactNumber(value)) return value.rawJSON;
  }
  return checkScalar(type, value, place);
}
