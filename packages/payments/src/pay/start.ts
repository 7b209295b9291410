import { ArgumentError, type CallOptions, CloudPayError, checkTimeout, type OrderOutcome } from '@cloudpay/core';
import type { PaymentsContext } from '../context.ts';
import { OrderEntry } from '../journal/order-entry.ts';
import { sentAt } from '../journal/sent-at.ts';
import { beginning, type Wait } from '../wait/decide.ts';
import type { Schedule } from '../wait/schedule.ts';
import { type Subject, Waiting } from '../wait/wait.ts';
import { Payment } from './payment.ts';
import type { Prepared } from './prepare.ts';
import { ProgressLog } from './progress.ts';

/** How a payment is followed. */
export interface FollowOptions extends CallOptions {
  readonly schedule: Schedule;
}

/**
 * Records a payment that `prepare` has checked, and sets it going.
 *
 * @throws CloudPayError `REFUSED_LOCALLY`, `JOURNAL_UNAVAILABLE` or `CLOSED`: nothing was sent
 */
export async function startPayment(context: PaymentsContext, prepared: Prepared, options: FollowOptions): Promise<Payment> {
  const { client, journal } = context;
  if (client.closed.aborted) {
    throw new CloudPayError('客户端已关闭 (the client is closed)', { code: 'CLOSED', outcome: 'failed' });
  }
  const entry = await OrderEntry.accept(journal, prepared.order, sentAt(client), client.configuration.timeout);
  const { progress, outcome } = follow(context, prepared.subject, entry, beginning, options);
  return new Payment(prepared.order, outcome, progress);
}

/**
 * Remembers that a request was refused before it was sent, so that its number is never cancelled: it may belong to another order.
 *
 * @returns what `prepare` returned
 */
export async function rememberingRefusal<T>(
  { journal }: PaymentsContext,
  outTradeNo: unknown,
  { timeout }: CallOptions,
  prepare: () => T,
): Promise<T> {
  try {
    if (timeout !== undefined) checkTimeout(timeout);
    return prepare();
  } catch (error) {
    if (error instanceof ArgumentError && error.field !== 'outTradeNo' && typeof outTradeNo === 'string') {
      await journal.update(outTradeNo, (record) => ({ state: 'refused', ...record, outTradeNo, hasRefusedDuplicate: true }));
    }
    throw error;
  }
}

/** Takes an order to its outcome, in the background, and records what comes of it. */
export function follow(
  context: PaymentsContext,
  subject: Subject<OrderOutcome>,
  record: OrderEntry,
  wait: Wait<OrderOutcome>,
  options: FollowOptions,
): { progress: ProgressLog; outcome: Promise<OrderOutcome> } {
  const progress = new ProgressLog();
  const { live: among } = context;
  const { outcome } = new Waiting(
    context,
    { ...options, subject, record, observer: progress, among, number: record.outTradeNo },
    wait,
  );
  return { progress, outcome };
}
