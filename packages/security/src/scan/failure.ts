import { CloudPayError, type ErrorCode } from '@cloudpay/core';
import type { Refused, Unreachable } from '../outcome.ts';

/** Errors after which the result of the scan is not known. */
const undecidedCodes: ReadonlySet<ErrorCode> = new Set([
  'SERVICE_UNCERTAIN',
  'UNVERIFIED_RESPONSE',
  'UNREADABLE_RESPONSE',
  'HTTP_ERROR',
  'NOT_CONNECTED',
  'CONNECTION_LOST',
  'TIMEOUT',
]);

/**
 * The outcome of a login whose call failed.
 *
 * @throws the error itself when the caller caused it, for example by a signal or a wrong argument
 */
export function outcomeOfFailure(thrown: unknown): Refused | Unreachable {
  if (!(thrown instanceof CloudPayError)) throw thrown;
  if (thrown.code === 'SERVICE_REFUSED') return { result: 'refused', code: -1, error: thrown };
  if (undecidedCodes.has(thrown.code)) return { result: 'unreachable', code: -2, error: thrown };
  throw thrown;
}

/** The error for a successful response without its required fields. */
export function unreadable(endpoint: string): CloudPayError {
  return new CloudPayError('应答内容无法解读 (the content of the response cannot be read)', {
    code: 'UNREADABLE_RESPONSE',
    outcome: 'unknown',
    endpoint,
  });
}
