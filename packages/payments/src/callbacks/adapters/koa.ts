import type { IncomingMessage } from 'node:http';
import type { CallbackListener } from '../callback.ts';
import { type BodyHolder, nodeBody } from './node-body.ts';
import { headersFor } from './node-reply.ts';
import { type AdapterOptions, type CallbackSource, defaultBodyTimeout } from './source.ts';

/** The part of Koa's context that the middleware uses. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly request: object;
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

/**
 * 回调 for Koa. It reads the raw bytes itself: mount it before the body parser, unless the parser keeps `ctx.request.rawBody`.
 *
 * @param payments a `Payments`
 * @param listener see {@link CallbackListener}
 * @param options `bodyTimeout` in milliseconds, 10,000 by default; and those of the handler
 * @returns the middleware; it does not reject
 * @throws ConfigurationError when one of `additionalKeys` is not a key
 * @example router.post('/cloudpay/callback', koaCallbackMiddleware(payments, (callback) => fulfil(callback)));
 */
export function koaCallbackMiddleware(
  payments: CallbackSource,
  listener: CallbackListener,
  { bodyTimeout = defaultBodyTimeout, ...options }: AdapterOptions = {},
): (context: KoaContext) => Promise<void> {
  const handle = payments.callbackHandler(listener, options);
  return async (context) => {
    const reply = await handle(nodeBody(context.req, context.request as BodyHolder, bodyTimeout));
    context.status = reply.status;
    context.set(headersFor(context.req, reply));
    context.body = reply.body;
  };
}
