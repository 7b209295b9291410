import type { CloudPayError } from '@cloudpay/core';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { Journal } from './journal.ts';
import type { JournalRecord, Moment } from './record.ts';
import { refusedLocally } from './refused-locally.ts';
import { afterPayment, isStronger } from './strength.ts';

/** The results of an order that show that its cancellation took effect: no money is in the shop. */
const withoutMoney: ReadonlySet<string> = new Set(['reversed', 'closed', 'refunded', 'failed']);

/** Whether the outcome of an order shows that its cancellation took effect. */
export function saysCancelled({ result }: OrderOutcome): boolean {
  return withoutMoney.has(result);
}

/** Records that a cancellation was asked for: from now on the payment is not sent again, even if the cancellation fails. */
export async function giveUpPayment(journal: Journal, outTradeNo: string): Promise<void> {
  await journal.updateInTime(outTradeNo, ({ record }) => {
    const maySend = record?.state === 'undecided' && !record.isGivenUp;
    return maySend ? { record: { ...record, isGivenUp: true }, hold: 'keep' } : undefined;
  });
}

/**
 * Whether the outcome of an order says that money is in the shop. While a cancellation may still take effect, that is only
 * progress.
 */
export function saysPaid({ result }: OrderOutcome): boolean {
  return result === 'paid' || result === 'partlyRefunded';
}

/**
 * Records that a cancellation leaves, before it does. From then on the payment is never sent again.
 *
 * @param check throws when the order must not be cancelled
 * @param isKnown whether the service has reported the order
 * @returns the record as written; `cancellation.sends` counts the cancellations of the order
 */
export async function sendingCancellation(
  journal: Journal,
  outTradeNo: string,
  now: Moment,
  check: (record: JournalRecord | undefined) => void,
  isKnown = false,
): Promise<JournalRecord> {
  const written = await journal.updateInTime(outTradeNo, ({ record, held }) => {
    check(record);
    const known = record ?? { outTradeNo, outSubMchId: journal.outSubMchId, state: 'elsewhere' as const };
    const count = (known.cancellation?.sends.count ?? 0) + 1;
    return {
      record: { ...known, ...(isKnown && { isKnown }), isGivenUp: true, cancellation: { sends: { count, lastAt: now } } },
      hold: held === 'elsewhere' ? 'keep' : 'take',
    };
  });
  return written as JournalRecord;
}

/** Records that a cancellation did nothing, unless another one of the same order was sent since. */
export async function endCancellation(journal: Journal, { outTradeNo, cancellation: ended }: JournalRecord): Promise<void> {
  await journal.update(outTradeNo, ({ record }) => {
    if (record?.cancellation === undefined || record.cancellation.sends.count !== ended?.sends.count) return undefined;
    const { cancellation: _, ...rest } = record;
    return { record: rest, hold: 'keep' };
  });
}

/** Records the state that the order has reached by its cancellation. */
export async function settleCancellation(journal: Journal, outTradeNo: string, reported: OrderOutcome): Promise<OrderOutcome> {
  let outcome = reported;
  await journal.update(outTradeNo, ({ record }) => {
    if (record === undefined) return undefined;
    outcome = afterPayment(reported, record);
    const { cancellation: _, ...rest } = record;
    // A failed payment is settled by its own wait.
    const isTold = record.state !== 'elsewhere' && outcome.result !== 'failed' && isStronger(outcome, record.state);
    return { record: isTold ? { ...rest, state: outcome.result as JournalRecord['state'] } : rest, hold: 'keep' };
  });
  return outcome;
}

/** @throws CloudPayError `REFUSED_LOCALLY` after a re-entry conflict: the order with this number is another one */
export function checkMayTouch(record: JournalRecord | undefined): void {
  if (record?.state !== 'reentryConflict') return;
  throw refusedLocally(
    '该订单号发生过重入冲突，撤销或退款会动到另一笔已付订单 (re-entry conflict: this would take the money of another, paid order)',
  );
}

/** @throws CloudPayError `REFUSED_LOCALLY` when the order with this number may be another one, and paid */
export function checkMayCancel(record: JournalRecord | undefined): void {
  checkMayTouch(record);
  if (record?.state === 'refused' || record?.hasRefusedDuplicate) throw numberRefused();
}

/** Why an order is not cancelled whose number had a payment refused. */
export function numberRefused(): CloudPayError {
  return refusedLocally(
    '该订单号的下单请求曾被拒绝，撤销可能退掉同号的另一笔订单 (a payment with this number was refused: another order may have it)',
  );
}
