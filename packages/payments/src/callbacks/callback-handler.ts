import { CloudPayError, type ConfigurationInput, errorFacts, importAuthenKey, nodeCrypto, traced } from '@cloudpay/core';
import type { CallbackMessage } from '../context/channels.ts';
import type { PaymentsContext } from '../context/context.ts';
import type { CallbackListener } from './callback.ts';
import { CallbackError } from './callback-error.ts';
import { Delivery } from './delivery.ts';
import { openVerified, type VerifiedCallback } from './open-callback.ts';
import type { RawBody } from './raw-body.ts';
import { acknowledge, type CallbackReply, defer, refuse } from './reply.ts';
import { reportAsWarnings } from './report.ts';
import { TtlSet } from './ttl-set.ts';

/** How callbacks are handled. */
export interface CallbackOptions {
  /** Further keys that Cloud Pay may use while the configured `authenKey` is being rotated: the one before it, or the one after it. */
  readonly additionalKeys?: readonly ConfigurationInput['authenKey'][];
  /**
   * Receives what kept a callback from being taken care of: a {@link CallbackError} for one that was refused, what the listener threw, or
   * the failure to ask the service. What it throws is ignored. Default: a process warning.
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

/** How long an acknowledged callback is refused when it comes again, in milliseconds. */
const replayMemory = 10 * 60_000;

/** How many acknowledged callbacks are remembered: about 1 MB. Only authentic ones are, so strangers cannot push them out. */
const replayLimit = 10_000;

/**
 * 支付与退款回调: `Payments.callbackHandler`. Verifies, refuses, asks the service, tells the application, and answers.
 *
 * A callback is a hint that makes the SDK ask: money is decided by the service's response alone. So late callbacks, doubles and those that
 * arrive out of order are harmless: the listener is told the present state, once for each payment and each end of a refund.
 *
 * **Redelivery and replay.** Cloud Pay calls again, word for word, until it has read status 0; and whoever has recorded a callback can send
 * the same words. The words do not tell the two apart; what became of the reply does:
 * - while the first is being worked on, the same words wait for it, and are acknowledged with it: Cloud Pay grew impatient;
 * - after a failed listener, an unreachable service, or a reply that the connection did not take, they are handled like the first, and end
 *   with status 0; the listener is not told again of what it has taken;
 * - after an acknowledgement that left, they are a replay, and refused: no one is told, nothing is asked.
 *
 * An acknowledgement can still be lost behind the connection, in a proxy that dies. So the refusal ends after ten minutes: the words
 * are then acknowledged once more, without the listener, and Cloud Pay's redelivery ends too. A replay as late as that changes nothing
 * either. The same news under a new `nonce_str` is no replay: it is acknowledged, and not told again.
 *
 * The memory is that of this handler. After a restart, or in another process, a replay makes the SDK ask, and the listener is told what the
 * service answers.
 */
export function createCallbackHandler(
  context: PaymentsContext,
  listener: CallbackListener,
  options: CallbackOptions = {},
): CallbackHandler {
  const { additionalKeys = [], onError = reportAsWarnings(), confirm = true } = options;
  const { configuration, clock } = context.client;
  const keys = [configuration.authenKey, ...additionalKeys.map(importAuthenKey)];
  const delivery = new Delivery(listener, confirm ? context : undefined, clock);
  const acknowledged = new TtlSet(clock, replayMemory, replayLimit);

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

  const take = async ({ callback, key }: VerifiedCallback, id: string, message: Message): Promise<CallbackReply> => {
    const { outTradeNo, outRefundNo }: Numbers =
      callback.type === 'payment' ? callback.order : (callback.refunds[0]?.refund ?? {});
    Object.assign(message, { type: callback.type, outTradeNo, outRefundNo });
    try {
      await delivery.deliver(callback);
    } catch (error) {
      report(error);
      if (error instanceof CallbackError) return refused(error, message);
      // What the listener throws is its own affair.
      Object.assign(message, { result: 'deferred', ...(error instanceof CloudPayError && errorFacts(error)) });
      return defer(key);
    }
    acknowledged.add(id);
    message.result = 'acknowledged';
    return acknowledge(key, () => acknowledged.forget(id));
  };

  const handle = async (rawBody: RawBody | Promise<RawBody>, message: Message): Promise<CallbackReply> => {
    try {
      const verified = openVerified(await rawBody, keys, configuration);
      const id = nodeCrypto().createHash('sha256').update(verified.content).digest('base64');
      if (acknowledged.has(id)) throw replayed();
      return await take(verified, id, message);
    } catch (thrown) {
      const error = thrown instanceof CallbackError ? thrown : unreadable(thrown);
      report(error);
      return refused(error, message);
    }
  };

  return (rawBody) => {
    const message: Message = { outSubMchId: configuration.outSubMchId };
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

function replayed(): CallbackError {
  return new CallbackError('replayed', '该回调已处理过 (this very callback was taken care of before)');
}

function unreadable(cause: unknown): CallbackError {
  return new CallbackError('incomplete', '请求体无法读取 (the body cannot be read)', cause);
}
