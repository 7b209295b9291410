import type { CallOptions, OrderOutcome } from '@cloudpay/core';
import type { PaymentsContext } from '../context.ts';
import { OrderEntry } from '../journal/order-entry.ts';
import type { JournalRecord } from '../journal/record.ts';
import { certainlySince } from '../journal/sent-at.ts';
import { resuming } from '../wait/decide.ts';
import { microPaySchedule } from '../wait/schedule.ts';
import { follow } from './start.ts';
import { isSameOrder, OrderSubject } from './subject.ts';

/**
 * Takes an order that a crash left undecided to its outcome. Nothing is sent that could charge the customer: the order is asked for, and an
 * order that the service still does not know after the longest time that a request can be under way is settled as failed.
 *
 * @param record from `claim`
 */
export function resumeOrder(context: PaymentsContext, record: JournalRecord, options: CallOptions): Promise<OrderOutcome> {
  const entry = OrderEntry.resume(context.journal, record);
  const subject = new OrderSubject(context.client, record, (theirs) => isSameOrder(record, theirs));
  const wait = resuming(certainlySince(context.client, record.lastSentAt));
  const schedule = microPaySchedule(context.client.configuration);
  return follow(context, subject, entry, wait, { ...options, schedule }).outcome;
}
