import type { CallOptions, CloudPayClient, CloudPayError } from '@cloudpay/core';
import { TradeType } from '@cloudpay/proto';
import { doubtfulOrder, type Identity, identify, identifyByTime, numberReused, type OwnOrder } from '../journal/identity.ts';
import type { JournalRecord } from '../journal/record.ts';
import { type AskOptions, askForOrder, type FoundOrder } from '../service/ask-order.ts';
import { isAbsentAtPlatform } from '../service/classify-order.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { Operation, Reply } from '../wait/operation.ts';
import { absentAtPlatform } from './platform-absence.ts';

/** What is known of the order that is waited for. */
export type AwaitedOrder = OwnOrder & Pick<JournalRecord, 'tradeType'>;

/** The outcomes that speak of money: only an order that is certainly ours may be told as one of them. */
const ofMoney: ReadonlySet<OrderOutcome['result']> = new Set(['paid', 'partlyRefunded', 'refunded', 'reversed']);

/** Sends the payment of an order, and reads what the service answers. */
export type SendPayment = (options: CallOptions) => Promise<Reply<OrderOutcome>>;

/** An order that is waited for. */
export class OrderOperation implements Operation<OrderOutcome> {
  readonly send: SendPayment | undefined;
  readonly #client: CloudPayClient;
  #order: AwaitedOrder;
  /** Our own request was answered with an order that looks like somebody else's: to repeat it does not help. */
  #isDoubtful = false;
  /** An order that is not paid yet is tied once, if that can be: who cancels it must know that it is ours. */
  #hasTried = false;
  /** Scan-code pay: the code that is shown. Not every answer about the order has it. */
  #codeUrl: string | undefined;

  /** @param send left out after a restart: the payment code is gone, and so is the customer */
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
    const found = await askForOrder(this.#client, { outTradeNo, payPlatform, tradeType }, options);
    if (found.order === undefined) {
      const { error } = found.outcome;
      return { absent: error, host: error.host, fresh: error.fresh ?? false };
    }
    return this.#read(found);
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

  undecided(told: OrderOutcome | undefined, error: CloudPayError): OrderOutcome {
    if (told?.result === 'awaitingPayment') return told;
    if (told?.result === 'unknown') return { ...told, error: told.error ?? error };
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
    const isWorthATry = outcome.result === 'unknown' && !this.#hasTried;
    const needsTie = identity === 'doubtful' || ofMoney.has(outcome.result) || isWorthATry;
    this.#hasTried ||= isWorthATry;
    // Only the answer to our own request shows whose the order is. It can make none: the order is there.
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

  /** A code is shown only once the service has told of it beside the order's number: the answer to the payment names no order. */
  #followUp(outcome: OrderOutcome): 'send' | undefined {
    const needsCode = outcome.result === 'awaitingPayment' && outcome.codeUrl === undefined;
    return needsCode && this.#order.tradeType === TradeType.ScanCodePay && this.send !== undefined ? 'send' : undefined;
  }

  /** Whether a customer may still pay an order that was prepared, though the platform does not know it yet. */
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
