import type { CallOptions, OrderOutcome } from '@cloudpay/core';
import { type PaymentsContext, tolerating } from '../context.ts';
import { OrderEntry, settleCancellation } from '../journal/order-entry.ts';
import type { JournalRecord } from '../journal/record.ts';
import { certainlySince } from '../journal/sent-at.ts';
import { isSameOrder, orderSubject } from '../pay/subject.ts';
import { longestUnderWay, resuming } from '../wait/decide.ts';
import { microPaySchedule } from '../wait/schedule.ts';
import { waitForOutcome } from '../wait/wait.ts';
import { Wake } from '../wait/wake.ts';

/**
 * Finds out what a cancellation came to that a crash left open. The cancellation is not sent again. An order that is still paid is believed
 * to stay so only after the longest time that the cancellation can be under way.
 */
export async function resumeCancellation(
  context: PaymentsContext,
  record: JournalRecord,
  options: CallOptions,
): Promise<OrderOutcome> {
  const { client, journal } = context;
  const { outTradeNo } = record;
  const { clock, configuration } = client;
  const schedule = microPaySchedule(configuration);
  const entry = OrderEntry.resume(journal, record);
  const since = certainlySince(client, record.cancelSentAt);
  const start = clock.monotonic();
  const subject = orderSubject(client, record, (theirs) => isSameOrder(record, theirs));
  const outcome = await waitForOutcome<OrderOutcome>(
    {
      client,
      subject: {
        ...subject,
        isFinal: (told) =>
          told.result === 'paid' ? since + clock.monotonic() - start >= longestUnderWay : subject.isFinal(told),
      },
      record: { sending: async () => {}, hold: (pause) => tolerating(context, outTradeNo, entry.hold(pause)) },
      observe: () => {},
      schedule,
      wake: new Wake(),
      timeout: options.timeout ?? schedule.total,
      signal: options.signal === undefined ? client.closed : AbortSignal.any([options.signal, client.closed]),
    },
    resuming(Math.min(since, certainlySince(client, record.lastSentAt))),
  );
  const isOpen = outcome.result === 'unknown' || outcome.result === 'awaitingPayment';
  await tolerating(
    context,
    outTradeNo,
    isOpen ? journal.release(outTradeNo) : settleCancellation(journal, outTradeNo, outcome),
  );
  return outcome;
}
