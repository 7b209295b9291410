import { CloudPayError, type ErrorCode } from '@cloudpay/core';
import type { Refused, Unreachable } from '../outcome.ts';

/** Failures that leave open what the service would have said. */
const unanswered: ReadonlySet<ErrorCode> = new Set([
  'SERVICE_UNCERTAIN',
  'UNVERIFIED_RESPONSE',
  'UNREADABLE_RESPONSE',
  'HTTP_ERROR',
  'NOT_CONNECTED',
  'CONNECTION_LOST',
  'TIMEOUT',
]);

/**
 * What a failed call of a login means.
 *
 * @throws what was thrown, when it is not the service's doing: the caller's signal, a wrong argument
 */
export function outcomeOfFailure(thrown: unknown): Refused | Unreachable {
  if (!(thrown instanceof CloudPayError)) throw thrown;
  if (thrown.code === 'SERVICE_REFUSED') return { result: 'refused', code: -1, error: thrown };
  if (unanswered.has(thrown.code)) return { result: 'unreachable', code: -2, error: thrown };
  throw thrown;
}

/** A response that says success without saying what has to be in it. */
export function unreadable(endpoint: string): CloudPayError {
  return new CloudPayError('应答内容无法解读 (the content of the response cannot be read)', {
    code: 'UNREADABLE_RESPONSE',
    outcome: 'unknown',
    endpoint,
  });
}
