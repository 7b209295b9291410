import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { CallbackListener } from '../callback.ts';
import { nodeBody } from './node-body.ts';
import { headersFor } from './node-reply.ts';
import { type AdapterOptions, type CallbackSource, defaultBodyTimeout } from './source.ts';

/** What is used of a Fastify instance. */
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

/** What the plugin takes. */
export interface FastifyCallbackOptions extends AdapterOptions {
  /** Where callbacks arrive, such as `/cloudpay/callback`. */
  readonly path: string;
}

/**
 * 回调 for Fastify: a plugin with one route, which sees the raw bytes. The parsers of the application stay as they are.
 *
 * @param listener see `CallbackListener`
 * @example fastify.register(fastifyCallbackPlugin(payments, (callback) => fulfil(callback), { path: '/cloudpay/callback' }));
 */
export function fastifyCallbackPlugin(
  payments: CallbackSource,
  listener: CallbackListener,
  { path, bodyTimeout = defaultBodyTimeout, ...options }: FastifyCallbackOptions,
): (scope: FastifyScope) => Promise<void> {
  const handle = payments.callbackHandler(listener, options);
  return async (scope) => {
    // A plugin has a scope of its own, so this concerns the one route alone. The stream is handed on unread.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post(path, async (request, reply) => {
      const result = await handle(nodeBody(request.raw, {}, bodyTimeout));
      return reply.code(result.status).headers(headersFor(request.raw, result)).send(result.body);
    });
  };
}
