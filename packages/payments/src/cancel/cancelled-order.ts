import { type CallOptions, type CloudPayClient, type CloudPayError, sharedTimeout } from '@cloudpay/core';
import { identifyByTime } from '../journal/identity.ts';
import type { JournalRecord } from '../journal/record.ts';
import { askForOrder } from '../service/ask-order.ts';
import { isAbsentAtPlatform } from '../service/classify-order.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { absentAtPlatform } from '../service/platform-absence.ts';
import { withRefunds } from '../service/with-refunds.ts';
import type { Operation, Reply } from '../wait/operation.ts';

/** Follows an order until its state shows what its cancellation did. */
export class CancelledOrder implements Operation<OrderOutcome> {
  readonly #client: CloudPayClient;
  readonly #record: JournalRecord;
  readonly #isProgress: (isPaid: boolean) => boolean;

  /** @param isProgress whether "paid" is only progress, because the cancellation may still take effect */
  constructor(client: CloudPayClient, record: JournalRecord, isProgress: (isPaid: boolean) => boolean) {
    this.#client = client;
    this.#record = record;
    this.#isProgress = isProgress;
  }

  async ask(options: CallOptions): Promise<Reply<OrderOutcome>> {
    const { outTradeNo, payPlatform, tradeType } = this.#record;
    const next = sharedTimeout(this.#client, options);
    const found = await askForOrder(this.#client, { outTradeNo, payPlatform, tradeType }, next());
    if (found.order === undefined) {
      const { error } = found.outcome;
      return { absent: error, host: error.host, fresh: error.fresh ?? false };
    }
    if (isAbsentAtPlatform(found.order)) {
      return { absent: absentAtPlatform(found.order), host: found.host, fresh: found.fresh, isAtPlatform: true };
    }
    const learnt = { isKnown: true };
    const { order } = found;
    const isOurs = identifyByTime(this.#record, found, this.#client.configuration.authenKeys) === 'ours';
    if (!isOurs) return { outcome: { result: 'unknown', order }, learnt };
    return {
      outcome: await withRefunds(this.#client, found.outcome, next(), this.#record.refunds),
      learnt,
    };
  }

  isFinal({ result }: OrderOutcome): boolean {
    if (result === 'unknown' || result === 'awaitingPayment') return false;
    return !this.#isProgress(result === 'paid' || result === 'partlyRefunded');
  }

  failed(error: CloudPayError): OrderOutcome {
    return { result: 'failed', error };
  }

  conflict(error: CloudPayError): OrderOutcome {
    return { result: 'reentryConflict', error };
  }

  undecided(lastOutcome: OrderOutcome | undefined, error: CloudPayError): OrderOutcome {
    if (lastOutcome?.result === 'awaitingPayment') return lastOutcome;
    return lastOutcome !== undefined && 'order' in lastOutcome && lastOutcome.order
      ? { result: 'unknown', order: lastOutcome.order, error }
      : { result: 'unknown', error };
  }
}
