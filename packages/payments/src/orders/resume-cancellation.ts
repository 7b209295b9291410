import type { CallOptions, Clock, CloudPayClient, OrderOutcome } from '@cloudpay/core';
import type { PaymentsContext } from '../context.ts';
import { OrderEntry, settleCancellation } from '../journal/order-entry.ts';
import type { JournalRecord } from '../journal/record.ts';
import { certainlySince } from '../journal/sent-at.ts';
import { isSameOrder, OrderSubject } from '../pay/subject.ts';
import { longestUnderWay, resuming } from '../wait/decide.ts';
import { microPaySchedule } from '../wait/schedule.ts';
import { Waiting, type WaitRecord } from '../wait/wait.ts';

/**
 * Finds out what a cancellation came to that a crash left open. The cancellation is not sent again. An order that is still paid is believed
 * to stay so only after the longest time that the cancellation can be under way.
 */
export function resumeCancellation(
  context: PaymentsContext,
  record: JournalRecord,
  options: CallOptions,
): Promise<OrderOutcome> {
  const { client, live: among } = context;
  const sinceCancelled = certainlySince(client, record.cancelSentAt);
  const mayBeUnderWayUntil = client.clock.monotonic() - sinceCancelled + longestUnderWay;
  const { outcome } = new Waiting<OrderOutcome>(
    context,
    {
      ...options,
      subject: new CancelledOrder(client, record, mayBeUnderWayUntil),
      record: cancellationRecord(context, record),
      schedule: microPaySchedule(client.configuration),
      among,
      number: record.outTradeNo,
    },
    resuming(Math.min(sinceCancelled, certainlySince(client, record.lastSentAt))),
  );
  return outcome;
}

class CancelledOrder extends OrderSubject {
  readonly #clock: Clock;
  readonly #mayBeUnderWayUntil: number;

  /** @param mayBeUnderWayUntil the cancellation; on the monotonic clock */
  constructor(client: CloudPayClient, record: JournalRecord, mayBeUnderWayUntil: number) {
    super(client, record, (theirs) => isSameOrder(record, theirs));
    this.#clock = client.clock;
    this.#mayBeUnderWayUntil = mayBeUnderWayUntil;
  }

  override isFinal(told: OrderOutcome): boolean {
    return told.result === 'paid' ? this.#clock.monotonic() >= this.#mayBeUnderWayUntil : super.isFinal(told);
  }
}

/** Writes down what comes of the cancellation, not of the payment. */
function cancellationRecord({ journal }: PaymentsContext, record: JournalRecord): WaitRecord<OrderOutcome> {
  const { outTradeNo } = record;
  const entry = OrderEntry.resume(journal, record);
  return {
    outTradeNo,
    sending: async () => {},
    hold: (pause) => entry.hold(pause),
    async settle(outcome) {
      const isOpen = outcome.result === 'unknown' || outcome.result === 'awaitingPayment';
      await (isOpen ? journal.release(outTradeNo) : settleCancellation(journal, outTradeNo, outcome));
      return outcome;
    },
  };
}
