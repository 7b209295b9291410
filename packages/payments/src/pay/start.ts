import { ArgumentError, type CallOptions, CloudPayError, checkTimeout, type OrderOutcome } from '@cloudpay/core';
import { type PaymentsContext, tolerating } from '../context.ts';
import { OrderEntry } from '../journal/order-entry.ts';
import { sentAt } from '../journal/sent-at.ts';
import { beginning, type Wait } from '../wait/decide.ts';
import { linkSignals } from '../wait/linked-signal.ts';
import type { Schedule } from '../wait/schedule.ts';
import { type Subject, waitForOutcome } from '../wait/wait.ts';
import { Wake } from '../wait/wake.ts';
import { Payment } from './payment.ts';
import type { Prepared } from './prepare.ts';
import { ProgressLog, progressOf } from './progress.ts';

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
  const { progress, settled } = follow(context, prepared.subject, entry, beginning, options);
  return new Payment(prepared.order, settled, progress);
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
  entry: OrderEntry,
  wait: Wait<OrderOutcome>,
  { schedule, timeout = schedule.total, signal }: FollowOptions,
): { progress: ProgressLog; settled: Promise<OrderOutcome> } {
  const { client, live } = context;
  const { outTradeNo } = entry;
  const progress = new ProgressLog();
  const wake = new Wake();
  const record = {
    sending: entry.sending.bind(entry),
    hold: (pause: number) => tolerating(context, outTradeNo, entry.hold(pause)),
  };
  // One of its own: thousands of orders that all listened to the client's would each pay for all the others.
  const stop = new AbortController();
  if (client.closed.aborted) stop.abort(client.closed.reason);
  const observe = (report: Parameters<typeof progressOf>[0]) => {
    const step = progressOf(report);
    if (step !== undefined) progress.add(step);
  };
  const { signal: until, release } = linkSignals(stop.signal, ...(signal === undefined ? [] : [signal]));
  client.abortsOnClose(until);
  const outcome = waitForOutcome<OrderOutcome>(
    { client, subject, record, observe, schedule, wake, timeout, signal: until },
    wait,
  );
  const settled = outcome.finally(release).then(async (decided) => {
    const value = (await tolerating(context, outTradeNo, entry.settle(decided))) ?? decided;
    live.delete(outTradeNo);
    progress.add({ type: 'settled', outcome: value });
    return value;
  });
  live.set(outTradeNo, { settled, wake: () => wake.now(), stop: (reason) => stop.abort(reason) });
  return { progress, settled };
}
