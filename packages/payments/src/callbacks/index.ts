export { type FastifyCallbackOptions, fastifyCallbackPlugin } from './adapters/fastify.ts';
export { fetchCallbackHandler } from './adapters/fetch.ts';
export { koaCallbackMiddleware } from './adapters/koa.ts';
export { nodeCallbackHandler } from './adapters/node.ts';
export type { AdapterOptions } from './adapters/source.ts';
export type { Callback, CallbackListener, FinishedRefund, PaymentCallback, RefundCallback } from './callback.ts';
export { CallbackError, type CallbackRefusal } from './callback-error.ts';
export type { CallbackHandler, CallbackOptions } from './callback-handler.ts';
export { type CallbackTrust, openCallback } from './open-callback.ts';
export type { RawBody } from './raw-body.ts';
export type { CallbackReply } from './reply.ts';
export {
  createTestCallback,
  type TestCallback,
  type TestMerchant,
  type TestNews,
  type TestOrder,
  type TestRefund,
} from './testing/test-callback.ts';
