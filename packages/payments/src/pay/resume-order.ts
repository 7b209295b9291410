import type { CallOptions } from '@cloudpay/core';
import type { PaymentsContext } from '../context/context.ts';
import { OrderEntry } from '../journal/order-entry.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { resuming } from '../wait/known.ts';
import { Poller } from '../wait/poller.ts';
import { microPaySchedule } from '../wait/schedule.ts';
import { watchAfterTakeover } from '../wait/watch.ts';
import { OrderOperation } from './order-operation.ts';

/**
 * Follows an order that a crash left undecided. It only queries: nothing is sent that could charge the customer. If the service
 * still does not know the order after the longest time that a request can be under way, it is settled as failed.
 *
 * @param record from `claim`
 */
export function resumeOrder(context: PaymentsContext, record: JournalRecord, options: CallOptions): Promise<OrderOutcome> {
  const { client, journal, live } = context;
  const { needed, done, absence } = record.watch ?? watchAfterTakeover;
  return new Poller(context, {
    ...options,
    operation: new OrderOperation(client, record),
    record: OrderEntry.resume(journal, record),
    schedule: microPaySchedule(client.configuration),
    live,
    number: record.outTradeNo,
    start: resuming(needed - done, record.isKnown === true, absence),
    watchNeeded: needed,
  }).outcome;
}
