import { ArgumentError } from '../base/errors.ts';

/** The longest time that Node's timers accept, in milliseconds. */
const longestTimeout = 2 ** 31 - 1;

/**
 * Checks a timeout that a caller gives.
 *
 * @param timeout milliseconds, more than 0, at most 2^31 − 1
 * @throws ArgumentError (field `timeout`)
 * @example
 * checkTimeout(5_000);
 */
export function checkTimeout(timeout: number): void {
  if (Number.isFinite(timeout) && timeout > 0 && timeout <= longestTimeout) return;
  throw new ArgumentError('timeout', '应为正的毫秒数 (must be a positive number of milliseconds)');
}
