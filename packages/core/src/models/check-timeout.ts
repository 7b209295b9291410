import { ArgumentError } from '../base/errors.ts';

/** The longest time that Node's timers accept, in milliseconds. */
const longestTimeout = 2 ** 31 - 1;

/** The longest that one exchange with the service may take, in milliseconds: how long a request is watched for after a crash counts on it. */
export const longestExchange = 30_000;

/**
 * Checks a timeout that a caller gives.
 *
 * @param timeout milliseconds, more than 0, at most 2^31 − 1
 * @throws ArgumentError (field `timeout`)
 * @example
 * checkTimeout(5_000);
 */
export function checkTimeout(timeout: number): void {
  if (isTimeout(timeout, longestTimeout)) return;
  throw new ArgumentError('timeout', '应为正的毫秒数 (must be a positive number of milliseconds)');
}

/**
 * Checks the time that a caller gives for one exchange.
 *
 * @param timeout milliseconds, more than 0, at most {@link longestExchange}
 * @throws ArgumentError (field `timeout`)
 */
export function checkExchangeTimeout(timeout: number): void {
  if (!isExchangeTimeout(timeout)) throw new ArgumentError('timeout', exchangeTimeoutRule);
}

/** Whether a time will do for one exchange. */
export function isExchangeTimeout(timeout: number): boolean {
  return isTimeout(timeout, longestExchange);
}

/** What {@link isExchangeTimeout} asks for, in words. */
export const exchangeTimeoutRule = `应为正的毫秒数，至多 ${longestExchange} (must be a positive number of milliseconds, at most ${longestExchange})`;

function isTimeout(timeout: number, longest: number): boolean {
  return Number.isFinite(timeout) && timeout > 0 && timeout <= longest;
}
