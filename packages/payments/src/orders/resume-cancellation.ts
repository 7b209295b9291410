import type { CallOptions, OrderOutcome } from '@cloudpay/core';
import type { Context } from '../context.ts';
import { OrderEntry, settleCancellation } from '../journal/order-entry.ts';
import type { JournalRecord } from '../journal/record.ts';
import { certainlySince } from '../journal/sent-at.ts';
import { isSameOrder, orderSubject } from '../pay/subject.ts';
import { longestUnderWay, resuming } from '../wait/decide.ts';
import { microPaySchedule } from '../wait/schedule.ts';
import { type Subject, Waiting, type WaitRecord } from '../wait/wait.ts';

/**
 * Finds out what a cancellation came to that a crash left open. The cancellation is not sent again. An order that is still paid is believed
 * to stay so only after the longest time that the cancellation can be under way.
 */
export function resumeCancellation(context: Context, record: JournalRecord, options: CallOptions): Promise<OrderOutcome> {
  const { client, journal, live: among } = context;
  const { outTradeNo } = record;
  const entry = OrderEntry.resume(journal, record);
  const order = orderSubject(client, record, (theirs) => isSameOrder(record, theirs));
  const since = certainlySince(client, record.cancelSentAt);
  const start = client.clock.monotonic();
  const subject: Subject<OrderOutcome> = {
    ...order,
    isFinal: (told) =>
      told.result === 'paid' ? since + client.clock.monotonic() - start >= longestUnderWay : order.isFinal(told),
  };
  const cancellation: WaitRecord<OrderOutcome> = {
    outTradeNo,
    sending: async () => {},
    hold: (pause) => entry.hold(pause),
    async settle(outcome) {
      const isOpen = outcome.result === 'unknown' || outcome.result === 'awaitingPayment';
      await (isOpen ? journal.release(outTradeNo) : settleCancellation(journal, outTradeNo, outcome));
      return outcome;
    },
  };
  const schedule = microPaySchedule(client.configuration);
  const known = resuming(Math.min(since, certainlySince(client, record.lastSentAt)));
  return new Waiting(context, { ...options, subject, record: cancellation, schedule, among, number: outTradeNo }, known)
    .outcome;
}
