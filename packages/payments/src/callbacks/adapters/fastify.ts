import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { CallbackListener } from '../callback.ts';
import { nodeBody } from './node-body.ts';
import { headersFor } from './node-reply.ts';
import { type AdapterOptions, type CallbackSource, defaultBodyTimeout } from './source.ts';

/** The part of a Fastify instance that the plugin uses. */
export interface FastifyScope {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    contentType: string,
    parser: (request: unknown, payload: Readable, done: (error: null, body: unknown) => void) => void,
  ): unknown;
  post(path: string, handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): unknown;
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly body?: unknown;
}

interface FastifyReply {
  code(status: number): FastifyReply;
  headers(headers: Record<string, string>): FastifyReply;
  send(payload: string): unknown;
}

/** The options of {@link fastifyCallbackPlugin}. */
export interface FastifyCallbackOptions extends AdapterOptions {
  /** The path where callbacks arrive, for example `/cloudpay/callback`. */
  readonly path: string;
}

/**
 * 回调 for Fastify: a plugin with one route that reads the raw bytes. The content type parsers of the application do not change.
 *
 * @param payments a `Payments`
 * @param listener see {@link CallbackListener}
 * @param options `path` of the route; `bodyTimeout` in milliseconds, 10,000 by default; and those of the handler
 * @returns the plugin
 * @throws ConfigurationError when one of `additionalKeys` is not a key
 * @example fastify.register(fastifyCallbackPlugin(payments, (callback) => fulfil(callback), { path: '/cloudpay/callback' }));
 */
export function fastifyCallbackPlugin(
  payments: CallbackSource,
  listener: CallbackListener,
  { path, bodyTimeout = defaultBodyTimeout, ...options }: FastifyCallbackOptions,
): (scope: FastifyScope) => Promise<void> {
  const handle = payments.callbackHandler(listener, options);
  return async (scope) => {
    // A plugin has a scope of its own, so this affects only this route. The stream is passed on unread.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post(path, async (request, reply) => {
      const result = await handle(nodeBody(request.raw, {}, bodyTimeout));
      return reply.code(result.status).headers(headersFor(request.raw, result)).send(result.body);
    });
  };
}
