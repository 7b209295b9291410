import { CloudPayError, type ConfigurationInput, errorFacts, importAuthenKey, traced } from '@cloudpay/core';
import type { CallbackMessage } from '../context/channels.ts';
import type { PaymentsContext } from '../context/context.ts';
import type { CallbackListener } from './callback.ts';
import { CallbackError } from './callback-error.ts';
import { Delivery } from './delivery.ts';
import { openVerified } from './open-callback.ts';
import type { RawBody } from './raw-body.ts';
import { acknowledge, type CallbackReply, defer, refuse } from './reply.ts';
import { reportAsWarnings } from './report.ts';

/** The options of `callbackHandler`. */
export interface CallbackOptions {
  /**
   * Further keys that Cloud Pay may use while a key is being changed: the previous one, or the next one. `providerAuthenKey`
   * and `authenKey` of the configuration are always accepted.
   */
  readonly additionalKeys?: readonly ConfigurationInput['authenKey'][];
  /**
   * Receives the reason why a callback was not acknowledged: a {@link CallbackError} if it was refused, the error that the
   * listener threw, or the failure to query the service or to use the journal. Errors that it throws are ignored. Default: a
   * process warning.
   */
  readonly onError?: (error: unknown) => void;
  /**
   * Whether the service is queried before the listener is called. Default true. False is for tests of a listener without a
   * service: the content of the callback is then taken as true, and the journal is not changed.
   */
  readonly confirm?: boolean;
}

/**
 * Takes the raw body of a callback and returns what to answer. It does not reject.
 *
 * @param rawBody the body as it arrived, before any parser; if a promise of it rejects, the callback is refused
 */
export type CallbackHandler = (rawBody: RawBody | Promise<RawBody>) => Promise<CallbackReply>;

/**
 * 支付与退款回调: makes a handler for the callbacks of Cloud Pay.
 *
 * The handler takes the raw body of a callback, verifies it, asks the service, settles the payment or refund, calls the
 * listener, and returns what to answer. It does not reject. Make one handler and keep it: it remembers which callbacks it has
 * acknowledged. Frameworks have adapters: `nodeCallbackHandler`, `fastifyCallbackPlugin`, `koaCallbackMiddleware` and
 * `fetchCallbackHandler`.
 *
 * A callback only makes the SDK ask; the service's response alone decides about money. So late, repeated and reordered
 * callbacks are harmless: the listener gets the present state, once for each payment and for each final state of a refund. A
 * callback that was acknowledged before is acknowledged again, and changes nothing. After a restart, or in another process, a
 * repeated callback makes the SDK ask again, and the listener is called again.
 *
 * Cloud Pay repeats a callback that was not answered with HTTP 200 at most three times, 30 to 60 s apart. A callback may also
 * never come, so do not depend on one.
 *
 * Endpoints `query_order` and `query_refund_order`; it replaces no C function.
 *
 * @param context from `openPayments`
 * @param listener is called for each payment and for each final state of a refund, as the service confirms it
 * @param options `additionalKeys` that are valid too, `onError`, and `confirm`, false in tests without a service
 * @returns the handler; its errors go to `onError`
 * @throws ConfigurationError when one of `additionalKeys` is not a key
 * @example
 * const handle = callbackHandler(context, (callback) => fulfil(callback));
 * const { status, headers, body } = await handle(rawBody);
 */
export function callbackHandler(
  context: PaymentsContext,
  listener: CallbackListener,
  options: CallbackOptions = {},
): CallbackHandler {
  const { additionalKeys = [], onError = reportAsWarnings(), confirm = true } = options;
  const { clock } = context.client;
  const further = additionalKeys.flat().map((key) => importAuthenKey(key, 'additionalKeys'));
  const delivery = new Delivery(listener, confirm ? context : undefined, clock);

  const report = (error: unknown) => {
    try {
      onError(error);
    } catch {
      // An error of `onError` must not change the answer to Cloud Pay.
    }
  };

  const refused = (error: CallbackError, message: Message) => {
    Object.assign(message, { result: 'refused', refusal: error.refusal, ...errorFacts(error) });
    return refuse(error);
  };

  const handle = async (rawBody: RawBody | Promise<RawBody>, message: Message): Promise<CallbackReply> => {
    try {
      // Keys may be changed while the handler is in use.
      const { configuration } = context.client;
      const { authenKeys, providerAuthenKey } = configuration;
      const keys = [...(providerAuthenKey ? [providerAuthenKey] : []), ...authenKeys, ...further];
      const { callback, key } = openVerified(await rawBody, keys, configuration);
      const { outTradeNo, outRefundNo }: Numbers =
        callback.type === 'payment' ? callback.order : (callback.refunds[0]?.refund ?? {});
      Object.assign(message, { type: callback.type, outTradeNo, outRefundNo });
      try {
        await delivery.deliver(callback);
        message.result = 'acknowledged';
        return acknowledge(key);
      } catch (error) {
        report(error);
        if (error instanceof CallbackError) return refused(error, message);
        // What the listener throws is its own affair.
        Object.assign(message, { result: 'deferred', ...(error instanceof CloudPayError && errorFacts(error)) });
        return defer(key);
      }
    } catch (thrown) {
      const error = thrown instanceof CallbackError ? thrown : unreadable(thrown);
      report(error);
      return refused(error, message);
    }
  };

  return (rawBody) => {
    const message: Message = { outSubMchId: context.client.configuration.outSubMchId };
    return traced(
      'cloudpay:callback',
      clock,
      () => message,
      () => handle(rawBody, message),
      (_, end) => end({}),
    );
  };
}

type Message = { -readonly [Field in keyof CallbackMessage]: CallbackMessage[Field] };
type Numbers = Pick<CallbackMessage, 'outTradeNo' | 'outRefundNo'>;

function unreadable(cause: unknown): CallbackError {
  return new CallbackError('incomplete', '请求体无法读取 (the body cannot be read)', cause);
}
