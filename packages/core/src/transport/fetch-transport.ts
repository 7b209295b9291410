import type { KyInstance } from 'ky';
import { AbortRelay } from './abort-relay.ts';
import { aborted, connectionFailure, wasNeverSent } from './http-failure.ts';
import { maxResponseBytes, tooLong } from './response-limit.ts';
import type { HttpRequest, Transport } from './transport.ts';

/**
 * A `fetch` of the caller's own. It sends each request at most once: one that repeats by itself may charge twice, and a failure to connect for
 * the second time would pass for a request that was never sent.
 */
export type Fetch = typeof globalThis.fetch;

/** So much longer a `fetch` that was told to stop is waited for, in milliseconds: it may still tell that it never sent anything. */
const grace = 100;

/**
 * HTTP through a caller's own `fetch`, by ky: for a proxy, a private CA, a fixed egress address, or another runtime. Its connections are the
 * caller's, also when the client closes.
 *
 * @param fetch receives a `Request` and returns its `Response`; it must send each request at most once
 * @example
 * const byProxy: object = { dispatcher: new ProxyAgent('http://10.0.0.1:3128') };
 * const transport = createFetchTransport((input, init) => fetch(input, { ...init, ...byProxy }));
 * const payments = new Payments({ ...configurationFromEnv(), transport });
 */
export function createFetchTransport(fetch: Fetch): Transport {
  const relay = new AbortRelay();
  // ky takes longer to load than the rest of the SDK. The CommonJS build holds it, and loads no file here.
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
 * Posts once through a caller's `fetch`. ky makes the request and reads its errors; its retry is off, because it knows neither our hosts nor
 * our deadlines, and so is its timer, which stops at the headers. Redirects are not followed: they would send a signed payment to a host
 * that nobody configured.
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
    // The caller's reason stays out of it: the failure of another call would pass for one of this call, and tell that nothing was sent.
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
    // Leaving the loop cancels the rest.
    if (length > maxResponseBytes) throw tooLong();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
