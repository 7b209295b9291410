import { type CallOptions, type CloudPayClient, type CloudPayError, sharedTimeout } from '@cloudpay/core';
import { TradeType } from '@cloudpay/proto';
import {
  doubtfulOrder,
  type Identity,
  identify,
  identifyByTime,
  mustBeOurs,
  numberReused,
  type OwnOrder,
} from '../journal/identity.ts';
import type { JournalRecord } from '../journal/record.ts';
import { type AskOptions, askForOrder, type FoundOrder } from '../service/ask-order.ts';
import { isAbsentAtPlatform } from '../service/classify-order.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { absentAtPlatform } from '../service/platform-absence.ts';
import { withRefunds } from '../service/with-refunds.ts';
import type { Operation, Reply } from '../wait/operation.ts';

/** The order that a wait follows. */
export type AwaitedOrder = OwnOrder & Pick<JournalRecord, 'tradeType'>;

/** Sends the payment of an order, and reads the response. */
export type SendPayment = (options: CallOptions) => Promise<Reply<OrderOutcome>>;

/** Follows the payment of an order. */
export class OrderOperation implements Operation<OrderOutcome> {
  readonly send: SendPayment | undefined;
  readonly #client: CloudPayClient;
  #order: AwaitedOrder;
  /** Our own request was answered with an order that looks like another one: repeating it does not help. */
  #isDoubtful = false;
  /** The request was repeated once to tie an order that is not paid yet: a cancellation needs to know that it is ours. */
  #hasTriedOnce = false;
  /** Scan-code pay: the code to show. Not every response about the order contains it. */
  #codeUrl: string | undefined;

  /** @param send absent after a restart: the payment code is no longer in memory, and the customer has left */
  constructor(client: CloudPayClient, order: AwaitedOrder, send?: SendPayment) {
    this.#client = client;
    this.#order = order;
    this.send =
      send &&
      (async (options) => {
        const reply = await send(options);
        if ('outcome' in reply && reply.outcome.result === 'awaitingPayment') this.#codeUrl = reply.outcome.codeUrl;
        if ('learnt' in reply && reply.learnt.isTied) this.#order = { ...this.#order, isTied: true };
        if ('outcome' in reply && reply.outcome.result === 'unknown' && reply.outcome.needsPerson) this.#isDoubtful = true;
        return reply;
      });
  }

  async ask(options: AskOptions): Promise<Reply<OrderOutcome>> {
    const { outTradeNo, payPlatform, tradeType } = this.#order;
    const next = sharedTimeout(this.#client, options);
    const found = await askForOrder(this.#client, { outTradeNo, payPlatform, tradeType }, options);
    if (found.order === undefined) {
      const { error } = found.outcome;
      return { absent: error, host: error.host, fresh: error.fresh ?? false };
    }
    const { outcome } = found;
    const mayBePart = this.send === undefined || outcome.result === 'refunded';
    return this.#read(mayBePart ? { ...found, outcome: await withRefunds(this.#client, outcome, next()) } : found);
  }

  isFinal({ result }: OrderOutcome): boolean {
    return result !== 'unknown' && result !== 'awaitingPayment';
  }

  failed(error: CloudPayError): OrderOutcome {
    return { result: 'failed', error };
  }

  conflict(error: CloudPayError): OrderOutcome {
    return { result: 'reentryConflict', error };
  }

  undecided(lastOutcome: OrderOutcome | undefined, error: CloudPayError): OrderOutcome {
    if (lastOutcome?.result === 'awaitingPayment') return lastOutcome;
    if (lastOutcome?.result === 'unknown') return { ...lastOutcome, error: lastOutcome.error ?? error };
    return { result: 'unknown', error };
  }

  #read(found: FoundOrder): Reply<OrderOutcome> {
    const { order, host, fresh } = found;
    const outcome = this.#withCode(found.outcome);
    const keys = this.#client.configuration.authenKeys;
    const canSend = this.send !== undefined && !this.#isDoubtful;
    const identity = this.send ? identify(this.#order, found, keys) : identifyByTime(this.#order, found, keys);
    if (identity === 'another') return { outcome: numberReused(), learnt: {} };
    if (isAbsentAtPlatform(order) && !this.#mayStillCome(order.timeExpire)) {
      return { absent: absentAtPlatform(order), host, fresh, isAtPlatform: true };
    }
    if (identity === 'ours') {
      this.#order = { ...this.#order, isTied: true };
      return { outcome, learnt: { isKnown: true, isTied: true }, followUp: this.#followUp(outcome) };
    }
    return this.#readUncertain({ ...found, outcome }, identity, canSend);
  }

  #readUncertain({ outcome, order }: FoundOrder, identity: Identity, canSend: boolean): Reply<OrderOutcome> {
    const learnt = { isKnown: true };
    if (identity === 'incomplete') return { outcome: { result: 'unknown', order }, learnt };
    const shouldTryOnce = outcome.result === 'unknown' && !this.#hasTriedOnce;
    const needsTie = identity === 'doubtful' || mustBeOurs(outcome) || shouldTryOnce;
    this.#hasTriedOnce ||= shouldTryOnce;
    // Only the response to our own request shows whose the order is. It cannot create another order, because this one exists.
    if (needsTie && canSend) return { outcome: { result: 'unknown', order, ...doubt(identity) }, followUp: 'send', learnt };
    if (identity === 'doubtful')
      return { outcome: { result: 'unknown', order, ...doubt(identity) }, followUp: 'giveUp', learnt };
    return { outcome, learnt, followUp: this.#followUp(outcome) };
  }

  #withCode(outcome: OrderOutcome): OrderOutcome {
    if (outcome.result !== 'awaitingPayment') return outcome;
    this.#codeUrl = outcome.codeUrl ?? this.#codeUrl;
    return this.#codeUrl === undefined ? outcome : { ...outcome, codeUrl: this.#codeUrl };
  }

  /**
   * A code is shown only when the service has reported it together with the order's number: the response to the payment names
   * no order.
   */
  #followUp(outcome: OrderOutcome): 'send' | undefined {
    const needsCode = outcome.result === 'awaitingPayment' && outcome.codeUrl === undefined;
    return needsCode && this.#order.tradeType === TradeType.ScanCodePay && this.send !== undefined ? 'send' : undefined;
  }

  /** Whether a customer may still pay a scan-code order that the platform does not know yet. */
  #mayStillCome(timeExpire: number | undefined): boolean {
    if (this.#order.tradeType === TradeType.MicroPay || this.#order.tradeType === undefined) return false;
    const now = this.#client.serviceNow() ?? this.#client.clock.now();
    // Some services write 0 for what was never set.
    return !timeExpire || now < timeExpire * 1_000;
  }
}

function doubt(identity: Identity): { needsPerson?: true; error?: CloudPayError } {
  return identity === 'doubtful' ? { needsPerson: true, error: doubtfulOrder() } : {};
}
