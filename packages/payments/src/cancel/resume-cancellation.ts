import type { CallOptions } from '@cloudpay/core';
import type { PaymentsContext } from '../context/context.ts';
import { endCancellation, saysCancelled, settleCancellation } from '../journal/cancellation.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Work } from '../journal/work.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { resuming } from '../wait/known.ts';
import type { OperationRecord } from '../wait/operation.ts';
import { Poller } from '../wait/poller.ts';
import { microPaySchedule } from '../wait/schedule.ts';
import { watchAfterTakeover } from '../wait/watch.ts';
import { CancelledOrder } from './cancelled-order.ts';

/**
 * Finds out what the cancellation of a settled order did, if a crash left that open. The cancellation is not sent again. An
 * order that is still paid counts as not cancelled only after the longest time that the cancellation can be under way.
 */
export function resumeCancellation(
  context: PaymentsContext,
  record: JournalRecord,
  options: CallOptions,
): Promise<OrderOutcome> {
  const { client, journal, live } = context;
  const isKnown = record.isKnown === true || (record.state !== 'elsewhere' && record.state !== 'failed');
  return new Poller(context, {
    ...options,
    operation: new CancelledOrder(client, record, (paid) => paid && journal.cancellations.mayTakeEffect(record)),
    record: new CancellationEntry(journal, record),
    schedule: microPaySchedule(client.configuration),
    live,
    number: record.outTradeNo,
    start: resuming(watchAfterTakeover.needed, isKnown),
  }).outcome;
}

/** Records what the cancellation did, not the payment. */
class CancellationEntry implements OperationRecord<OrderOutcome> {
  readonly outTradeNo: string;
  readonly #journal: Journal;
  readonly #record: JournalRecord;
  readonly #work: Work;

  constructor(journal: Journal, record: JournalRecord) {
    this.outTradeNo = record.outTradeNo;
    this.#journal = journal;
    this.#record = record;
    this.#work = journal.workOn(record.outTradeNo);
  }

  async sending(): Promise<void> {}

  async learn(): Promise<void> {}

  async settle({ outcome: reported }: { readonly outcome: OrderOutcome }): Promise<{ readonly outcome: OrderOutcome }> {
    const outcome = await this.#work.leave(async () => {
      if (saysCancelled(reported)) return settleCancellation(this.#journal, this.outTradeNo, reported);
      await endCancellation(this.#journal, this.#record);
      return reported;
    });
    return { outcome };
  }

  async release(): Promise<undefined> {
    await this.#journal.release(this.outTradeNo, this.#work);
  }
}
