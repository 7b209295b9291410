import { CloudPayError, type ErrorCode, type ErrorOutcome } from '../base/errors.ts';
import { connectionProblem, responseProblem } from './connection-problem.ts';
import type { ResponseHead } from './transport.ts';

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
export function connectionFailure({ url, cause, neverSent, reason }: FailedExchange): CloudPayError {
  const connection = connectionProblem(url, cause);
  const fail = (text: string, code: ErrorCode) =>
    new CloudPayError(`${text} ${url}: ${connection.message} [${connection.code}]`, {
      code,
      outcome: neverSent ? 'failed' : 'unknown',
      connection,
      cause,
    });
  if (neverSent) return fail('无法连接主机 (cannot connect to the host)', 'NOT_CONNECTED');
  if (reason === 'timeout') return fail('应答超时 (no response in time)', 'TIMEOUT');
  return fail('连接中断 (the connection was lost)', 'CONNECTION_LOST');
}

/** A transport of the caller's own threw something that says nothing: nobody knows whether the request arrived. */
export function connectionLost(cause: unknown): CloudPayError {
  return new CloudPayError('连接中断 (the connection was lost)', { code: 'CONNECTION_LOST', outcome: 'unknown', cause });
}

/** What a response that is not Cloud Pay's says of the host. */
export function foreignResponse(endpoint: string, url: string, text: string, head: ResponseHead | undefined): CloudPayError {
  const connection = responseProblem(url, text, head);
  return new CloudPayError(
    `对方不是云支付服务 (the host did not answer as Cloud Pay) ${url}: ${connection.message} [${connection.code}]`,
    { code: 'HTTP_ERROR', outcome: 'unknown', endpoint, connection },
  );
}

/** Calls of the operating system that come before the first byte is written. */
const connectingCalls: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo']);

/** What only they fail with. Bun, undici and libraries do not name the call. */
const connectingCodes: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** What undici says of a port that the fetch standard blocks, such as 9; and Deno of all that it cannot connect to. They have no code. */
const connectingMessages = /^bad port$|\bclient error \(Connect\)/;

/** Whether what a `fetch` threw proves that nothing was written. In doubt it does not. */
export function wasNeverSent(thrown: unknown): boolean {
  // In a realm of its own, as in Jest, an Error is not an instance of our Error.
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { syscall, code, message, cause, errors } = thrown as NodeJS.ErrnoException & { readonly errors?: unknown };
  if (connectingCalls.has(syscall) || (syscall === undefined && connectingCodes.has(code))) return true;
  if (code === undefined && connectingMessages.test(message)) return true;
  // The addresses of a host are tried in turn, and each has its failure.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(wasNeverSent);
  return wasNeverSent(cause);
}
