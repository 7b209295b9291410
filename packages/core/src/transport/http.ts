import { AbortRelay } from './abort-relay.ts';
import { Cutoff } from './cutoff.ts';
import { aborted, describeFailure, type NeverSent } from './http-failure.ts';

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
   * @returns the body of the response, whatever its HTTP status: only an authentication code says what a response is worth
   * @throws CloudPayError `NOT_CONNECTED` (outcome `failed`: nothing was sent), `CONNECTION_LOST` or `TIMEOUT` (outcome `unknown`), or
   * `ABORTED` (either, and `cause` is the signal's reason)
   */
  post(request: HttpRequest): Promise<string>;
  /** Closes the connections. */
  close(): void;
}

/** Posts a body once. */
export interface Exchange {
  /**
   * @param cutoff ends it; whatever is thrown then still tells whether anything was sent
   * @returns the body of the response
   */
  post(url: string, body: string, cutoff: Cutoff): Promise<string>;
  close(): void;
}

/**
 * A transport that exchanges: it keeps the deadline, heeds the signal, and tells of each failure what it proves.
 *
 * @param load what does the exchange, loaded with the first request: Node's HTTP client takes longer to load than all the rest of the SDK
 */
export function transportOver(load: () => Promise<Exchange>): Transport {
  let loading: Promise<Exchange> | undefined;
  let exchange: Exchange | undefined;
  const relay = new AbortRelay();
  return {
    async post({ url, body, timeout, signal }) {
      if (signal?.aborted) throw aborted('failed', signal.reason);
      const cutoff = new Cutoff();
      const timer = setTimeout(timesOut, timeout, cutoff);
      if (signal !== undefined) relay.follow(signal, cutoff);
      try {
        if (exchange === undefined) {
          loading ??= load().catch(notLoaded);
          exchange = await loading;
        }
        return await exchange.post(url, body, cutoff);
      } catch (error) {
        throw describeFailure(error, signal, cutoff.isCut);
      } finally {
        clearTimeout(timer);
        cutoff.release();
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
  throw Object.assign(new Error('the HTTP client cannot be loaded', { cause }), { neverSent: true } satisfies NeverSent);
}
