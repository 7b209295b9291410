import ky, { type KyInstance } from 'ky';
import { CloudPayError, type ErrorOutcome } from '../models/errors.ts';
import { ConnectError, createKeepAliveFetch } from './keep-alive-fetch.ts';

/** One request on its way to one host. */
export interface HttpRequest {
  readonly url: string;
  readonly body: string;
  /** Milliseconds for the whole exchange, connection included. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** The port through which requests leave. A simulation brings its own. */
export interface Transport {
  /**
   * @returns the body of the answer, whatever its HTTP status: only an authentication code says what an answer is worth
   * @throws CloudPayError `NOT_CONNECTED` (outcome `failed`: nothing was sent), `CONNECTION_LOST` or `TIMEOUT` (outcome `unknown`), or
   * `ABORTED` (either, and `cause` is the signal's reason)
   */
  post(request: HttpRequest): Promise<string>;
  /** Closes the connections. */
  close(): void;
}

/**
 * A `fetch` of the caller's own: behind a proxy, with a private CA, from a fixed egress address. It sends each request at most once: one
 * that repeats by itself may charge twice, and a failure to connect for the second time would pass for a request that was never sent.
 */
export type Fetch = typeof globalThis.fetch;

/**
 * HTTP by ky. ky is left to do what it does best, one clean exchange: its retries (which would resend a payment on their own account),
 * its hooks (which copy the body) and its timer (which stops at the headers) are off. Redirects are not followed: they would send a
 * signed payment again, to a host that nobody configured.
 */
export function createHttpTransport(customFetch?: Fetch): Transport {
  const keepAlive = customFetch === undefined ? createKeepAliveFetch() : undefined;
  const client = ky.create({
    fetch: customFetch ?? (keepAlive as unknown as Fetch),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    redirect: 'manual',
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });
  return {
    post: (request) => post(client, request),
    close: () => keepAlive?.close(),
  };
}

/** So much longer is waited, in milliseconds, for a `fetch` that was told to stop: to learn whether it sent anything, if it heeds its signal. */
const grace = 100;

async function post(client: KyInstance, { url, body, timeout, signal }: HttpRequest): Promise<string> {
  if (signal?.aborted) throw aborted('failed', signal.reason);
  const controller = new AbortController();
  // The caller's reason stays out of it: the failure of another call, say, would pass for one of this call and tell that nothing was sent.
  const abort = () => controller.abort();
  let timer = setTimeout(() => controller.abort(new DOMException('timeout', 'TimeoutError')), timeout);
  signal?.addEventListener('abort', abort, { once: true });
  const unheeded = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(controller.signal.reason), grace);
    });
  });
  try {
    return await Promise.race([client.post(url, { body, signal: controller.signal }).text(), unheeded]);
  } catch (error) {
    if (signal?.aborted) throw aborted(wasNeverSent(error) ? 'failed' : 'unknown', signal.reason);
    throw describeFailure(error, controller.signal.aborted);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function describeFailure(cause: unknown, timedOut: boolean): CloudPayError {
  if (wasNeverSent(cause))
    return new CloudPayError('无法连接主机 (cannot connect to the host)', { code: 'NOT_CONNECTED', outcome: 'failed', cause });
  if (timedOut) return new CloudPayError('应答超时 (no answer in time)', { code: 'TIMEOUT', outcome: 'unknown', cause });
  return new CloudPayError('连接中断 (the connection was lost)', { code: 'CONNECTION_LOST', outcome: 'unknown', cause });
}

function aborted(outcome: ErrorOutcome, cause: unknown): CloudPayError {
  return new CloudPayError('调用被中止 (aborted by the caller)', { code: 'ABORTED', outcome, cause });
}

/** Calls of the operating system that come before the first byte is written. */
const connectingCalls: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo']);

/** Whether a failure proves that nothing was written. In doubt it does not. */
function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { syscall, code } = error as NodeJS.ErrnoException;
  if (error instanceof ConnectError || connectingCalls.has(syscall) || code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  // The addresses of a host are tried in turn, and each has its failure.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(wasNeverSent);
  return wasNeverSent(error.cause);
}
