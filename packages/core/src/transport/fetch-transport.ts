import type { KyInstance } from 'ky';
import { AbortRelay } from './abort-relay.ts';
import { aborted, connectionFailure, wasNeverSent } from './http-failure.ts';
import { maxResponseBytes, tooLong } from './response-limit.ts';
import type { HttpRequest, Transport } from './transport.ts';

/**
 * The caller's own `fetch`. It must send each request at most once: a `fetch` that retries may charge twice. And if its
 * retry cannot connect, the SDK would conclude that the request was never sent.
 */
export type Fetch = typeof globalThis.fetch;

/** How long to wait for a `fetch` after it was aborted, in milliseconds. It may still report that nothing was sent. */
const grace = 100;

/**
 * Sends requests through the caller's own `fetch`: for a proxy, a private CA, a fixed egress address, or another runtime.
 * The caller owns the connections; closing the client does not close them.
 *
 * @param fetch receives a `Request` and returns its `Response`; it must send each request at most once
 * @returns a transport for the option `transport` of `Payments` and `createClient`
 * @example
 * import { ProxyAgent } from 'undici';
 *
 * const byProxy: object = { dispatcher: new ProxyAgent('http://10.0.0.1:3128') };
 * const transport = createFetchTransport((input, init) => fetch(input, { ...init, ...byProxy }));
 * const payments = new Payments({ ...configurationFromEnv(), transport });
 */
export function createFetchTransport(fetch: Fetch): Transport {
  const relay = new AbortRelay();
  // Loaded on first use: ky takes longer to load than the rest of the SDK. The CommonJS build contains it.
  const load = () => import('ky');
  let loading: ReturnType<typeof load> | undefined;
  return {
    async post(request) {
      loading ??= load();
      return await post((await loading).default, fetch, request, relay);
    },
    close: () => undefined,
  };
}

/**
 * Posts once. ky builds the request and recognises the errors of `fetch`. Its retry is off, because it knows neither our
 * hosts nor our deadlines. Its timeout is off, because it ends at the response headers. Redirects are not followed: they
 * would send a signed payment to a host that is not in the configuration.
 */
async function post(
  ky: KyInstance,
  fetch: Fetch,
  { url, body, timeout, signal, onHead }: HttpRequest,
  relay: AbortRelay,
): Promise<string> {
  if (signal?.aborted) throw aborted('failed', signal.reason);
  const controller = new AbortController();
  let graceTimer: NodeJS.Timeout | undefined;
  let reason: 'timeout' | 'aborted' | undefined;
  const { promise: unheeded, reject } = Promise.withResolvers<never>();
  const stop = (why: 'timeout' | 'aborted') => {
    reason ??= why;
    // Without the caller's reason: if that is the error of another call, it would be mistaken for the error of this call.
    controller.abort();
    graceTimer ??= setTimeout(() => reject(controller.signal.reason), grace);
  };
  const abort = () => stop('aborted');
  if (signal !== undefined) relay.follow(signal, abort);
  const deadline = setTimeout(stop, timeout, 'timeout');
  const exchange = async () => {
    const response = await ky.post(url, {
      fetch,
      body,
      signal: controller.signal,
      headers: { 'content-type': 'application/json; charset=utf-8', 'accept-encoding': 'identity' },
      redirect: 'manual',
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
    });
    const { status, headers } = response;
    if (status !== 200) onHead?.({ status, location: headers.get('location') ?? undefined });
    return await readText(response);
  };
  try {
    return await Promise.race([exchange(), unheeded]);
  } catch (cause) {
    const neverSent = wasNeverSent(cause);
    if (signal?.aborted) throw aborted(neverSent ? 'failed' : 'unknown', signal.reason);
    throw connectionFailure({ url, cause, neverSent, reason: reason ?? 'lost' });
  } finally {
    clearTimeout(deadline);
    clearTimeout(graceTimer);
    if (signal !== undefined) relay.leave(signal, abort);
  }
}

/** Reads a response to its end, within {@link maxResponseBytes}. */
async function readText({ body }: Response): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    // Throwing inside the loop cancels the rest of the stream.
    if (length > maxResponseBytes) throw tooLong();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
