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

/** How callbacks are handled. */
export interface CallbackOptions {
  /**
   * Further keys that Cloud Pay may use while a key is being changed: the one before it, or the one after it. `providerAuthenKey` and
   * `authenKey` of the configuration are accepted anyway.
   */
  readonly additionalKeys?: readonly ConfigurationInput['authenKey'][];
  /**
   * Receives what kept a callback from being taken care of: a {@link CallbackError} for one that was refused, what the listener threw, or
   * the failure to ask the service or to use the journal. What it throws is ignored. Default: a process warning.
   */
  readonly onError?: (error: unknown) => void;
  /**
   * Whether the service is asked before the listener is told. Default true. False is for tests of a listener, where there is no service: what
   * the callback says is then taken for true, and the journal is left as it is.
   */
  readonly confirm?: boolean;
}

/**
 * Takes the raw body of a callback and says what to answer. It never rejects.
 *
 * @param rawBody the body as it arrived, before any parser; what a promise of one rejects with is refused like a bad body
 */
export type CallbackHandler = (rawBody: RawBody | Promise<RawBody>) => Promise<CallbackReply>;

/**
 * 支付与退款回调: `Payments.callbackHandler`. Verifies, refuses, asks the service, tells the application, and answers.
 *
 * A callback is a hint that makes the SDK ask: money is decided by the service's response alone. So late callbacks, doubles and those that
 * arrive out of order are harmless: the listener is told the present state, once for each payment and each end of a refund.
 *
 * Cloud Pay calls again, at most three times, until it has read HTTP 200. A callback whose news the listener has taken is answered as received,
 * and changes nothing: so does one that somebody has recorded and sends again.
 *
 * The memory is that of this handler. After a restart, or in another process, a repeated callback makes the SDK ask, and the listener is told
 * what the service answers.
 */
export function createCallbackHandler(
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
      // An observer cannot change what Cloud Pay is answered.
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
