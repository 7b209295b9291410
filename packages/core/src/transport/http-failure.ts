import { CloudPayError, type ErrorOutcome } from '../base/errors.ts';

/** An exchange that brought no response. */
export interface FailedExchange {
  readonly url: string;
  /** What was thrown. */
  readonly cause: unknown;
  /** Whether it is certain that nothing was written. In doubt it is not. */
  readonly neverSent: boolean;
  readonly reason: 'timeout' | 'aborted' | 'lost';
}

/** A call that its caller ended. */
export function aborted(outcome: ErrorOutcome, cause: unknown): CloudPayError {
  return new CloudPayError('调用被中止 (aborted by the caller)', { code: 'ABORTED', outcome, cause });
}

/** What an exchange that failed proves. */
export function connectionFailure({ cause, neverSent, reason }: FailedExchange): CloudPayError {
  if (neverSent)
    return new CloudPayError('无法连接主机 (cannot connect to the host)', { code: 'NOT_CONNECTED', outcome: 'failed', cause });
  if (reason === 'timeout')
    return new CloudPayError('应答超时 (no response in time)', { code: 'TIMEOUT', outcome: 'unknown', cause });
  return new CloudPayError('连接中断 (the connection was lost)', { code: 'CONNECTION_LOST', outcome: 'unknown', cause });
}

/** Calls of the operating system that come before the first byte is written. */
const connectingCalls: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo']);

/** Whether what a `fetch` threw proves that nothing was written. In doubt it does not. */
export function wasNeverSent(thrown: unknown): boolean {
  // In a realm of its own, as in Jest, an Error is not an instance of our Error.
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { syscall, code, cause, errors } = thrown as NodeJS.ErrnoException & { readonly errors?: unknown };
  if (connectingCalls.has(syscall) || code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  // The addresses of a host are tried in turn, and each has its failure.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(wasNeverSent);
  return wasNeverSent(cause);
}
