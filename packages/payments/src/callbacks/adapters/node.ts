import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallbackListener } from '../callback.ts';
import { type BodyHolder, nodeBody } from './node-body.ts';
import { headersFor } from './node-reply.ts';
import { type AdapterOptions, type CallbackSource, defaultBodyTimeout } from './source.ts';

/**
 * 回调 for `node:http`, Express and Nest. It reads the raw bytes itself: mount it before `express.json()`, or keep the bytes
 * (`express.raw()`; in Nest `rawBody: true`).
 *
 * @param payments a `Payments`
 * @param listener see {@link CallbackListener}
 * @param options `bodyTimeout` in milliseconds, 10,000 by default; and those of the handler
 * @returns the handler; it does not reject, and does not call `next`
 * @throws ConfigurationError when one of `additionalKeys` is not a key
 * @example app.post('/cloudpay/callback', nodeCallbackHandler(payments, (callback) => fulfil(callback)));
 */
export function nodeCallbackHandler(
  payments: CallbackSource,
  listener: CallbackListener,
  { bodyTimeout = defaultBodyTimeout, ...options }: AdapterOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const handle = payments.callbackHandler(listener, options);
  return async (request, response) => {
    const reply = await handle(nodeBody(request, request as BodyHolder, bodyTimeout));
    response.writeHead(reply.status, headersFor(request, reply)).end(reply.body);
  };
}
