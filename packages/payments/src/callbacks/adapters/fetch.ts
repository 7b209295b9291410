import type { CallbackListener } from '../callback.ts';
import { parsedBody } from '../raw-body.ts';
import { brokenOff, tooLarge, tooSlow } from './body-errors.ts';
import { type AdapterOptions, type CallbackSource, defaultBodyTimeout, maxBodyBytes } from './source.ts';

/**
 * 回调 for handlers in the style of `fetch`: Hono, Next.js route handlers, and others that turn a `Request` into a `Response`.
 *
 * @param payments a `Payments`
 * @param listener see {@link CallbackListener}
 * @param options `bodyTimeout` in milliseconds, 10,000 by default; and those of the handler
 * @returns the handler; it does not reject
 * @throws ConfigurationError when one of `additionalKeys` is not a key
 * @example
 * export const POST = fetchCallbackHandler(payments, (callback) => fulfil(callback)); // Next.js: app/cloudpay/callback/route.ts
 * hono.post('/cloudpay/callback', ({ req }) => POST(req.raw)); // Hono, with the same handler
 */
export function fetchCallbackHandler(
  payments: CallbackSource,
  listener: CallbackListener,
  { bodyTimeout = defaultBodyTimeout, ...options }: AdapterOptions = {},
): (request: Request) => Promise<Response> {
  const handle = payments.callbackHandler(listener, options);
  return async (request) => {
    const reply = await handle(bodyOf(request, bodyTimeout));
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  };
}

function breakOff(cause: unknown): never {
  throw brokenOff(cause);
}

async function bodyOf(request: Request, timeout: number): Promise<Uint8Array> {
  if (request.bodyUsed)
    throw parsedBody('请求体已被读走 (something has read the body before this handler, for example request.json())');
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooSlow()), timeout);
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read().catch(breakOff), late]);
      if (done) return Buffer.concat(chunks);
      length += value.byteLength;
      if (length > maxBodyBytes) throw tooLarge();
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
    // The rest of the body is not needed; a failure to cancel it does not matter.
    reader.cancel().catch(() => {});
  }
}
