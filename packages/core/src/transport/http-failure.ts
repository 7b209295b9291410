import { CloudPayError, type ErrorOutcome } from '../models/errors.ts';

/** What an error of ours bears when no connection was made, and nothing written. A class would be a module that two parts load, one file more. */
export interface NeverSent {
  readonly neverSent: true;
}

/** A call that its caller ended. */
export function aborted(outcome: ErrorOutcome, cause: unknown): CloudPayError {
  return new CloudPayError('调用被中止 (aborted by the caller)', { code: 'ABORTED', outcome, cause });
}

/**
 * What an exchange that failed proves.
 *
 * @param cause what the `fetch` threw
 * @param signal the caller's own, which explains a failure once it is aborted
 * @param timedOut whether the deadline ended it
 */
export function describeFailure(cause: unknown, signal: AbortSignal | undefined, timedOut: boolean): CloudPayError {
  const neverSent = wasNeverSent(cause);
  if (signal?.aborted) return aborted(neverSent ? 'failed' : 'unknown', signal.reason);
  if (neverSent)
    return new CloudPayError('无法连接主机 (cannot connect to the host)', { code: 'NOT_CONNECTED', outcome: 'failed', cause });
  if (timedOut) return new CloudPayError('应答超时 (no response in time)', { code: 'TIMEOUT', outcome: 'unknown', cause });
  return connectionLost(cause);
}

/** Nobody knows whether the request arrived. */
export function connectionLost(cause: unknown): CloudPayError {
  return new CloudPayError('连接中断 (the connection was lost)', { code: 'CONNECTION_LOST', outcome: 'unknown', cause });
}

/** Calls of the operating system that come before the first byte is written. */
const connectingCalls: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo']);

/** Whether a failure proves that nothing was written. In doubt it does not. */
function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { syscall, code, neverSent } = error as NodeJS.ErrnoException & Partial<NeverSent>;
  if (neverSent || connectingCalls.has(syscall) || code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  // The addresses of a host are tried in turn, and each has its failure.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(wasNeverSent);
  return wasNeverSent(error.cause);
}
