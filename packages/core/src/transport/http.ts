import { AbortRelay } from './abort-relay.ts';
import { Cutoff } from './cutoff.ts';
import { aborted, ConnectError, describeFailure } from './http-failure.ts';

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

/** Posts a body once. */
export interface Exchange {
  /**
   * @param cutoff ends it; whatever is thrown then still tells whether anything was sent
   * @returns the body of the answer
   */
  post(url: string, body: string, cutoff: Cutoff): Promise<string>;
  close(): void;
}

/**
 * HTTP by ky, over kept connections of our own or by a `fetch` of the caller's. ky and what it stands on take longer to load than all the
 * rest of the SDK, so they are loaded with the first request.
 */
export function createHttpTransport(customFetch?: Fetch): Transport {
  let loading: Promise<Exchange> | undefined;
  let exchange: Exchange | undefined;
  const relay = new AbortRelay();
  const load = async () => {
    exchange = customFetch
      ? (await import('./exchange-by-callers-fetch.ts')).createExchange(customFetch)
      : (await import('./exchange-by-own-fetch.ts')).createExchange();
    return exchange;
  };

  return {
    async post({ url, body, timeout, signal }) {
      if (signal?.aborted) throw aborted('failed', signal.reason);
      const cutoff = new Cutoff();
      const timer = setTimeout(timesOut, timeout, cutoff);
      if (signal !== undefined) relay.follow(signal, cutoff);
      try {
        if (exchange === undefined) {
          loading ??= load();
          await loading.catch(notLoaded);
        }
        return await (exchange as Exchange).post(url, body, cutoff);
      } catch (error) {
        throw describeFailure(error, signal, cutoff.isCut);
      } finally {
        clearTimeout(timer);
        if (signal !== undefined) relay.leave(signal, cutoff);
      }
    },
    close: () => exchange?.close(),
  };
}

function timesOut(cutoff: Cutoff): void {
  cutoff.cut(new DOMException('timeout', 'TimeoutError'));
}

function notLoaded(cause: unknown): never {
  throw new ConnectError('the HTTP client cannot be loaded', { cause });
}
