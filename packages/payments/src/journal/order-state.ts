import type { CloudPayError } from '@cloudpay/core';
import { InternalStatus, Status } from '@cloudpay/proto';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { saysPaid } from './cancellation.ts';
import type { Journal } from './journal.ts';
import type { JournalRecord, OrderState } from './record.ts';
import { refusedLocally } from './refused-locally.ts';
import { afterPayment, isStronger } from './strength.ts';

/** A record after a final outcome of its order, which decides its cancellation too. */
export function settledRecord(record: JournalRecord, outcome: OrderOutcome): JournalRecord {
  const { status, internalStatus } = (outcome.result === 'failed' && outcome.error) || {};
  const isUsed =
    status === Status.NumberUsed || (status === Status.Failed && internalStatus === InternalStatus.ReentryConflict);
  const marked = isUsed ? { ...record, hasRefusedDuplicate: true } : record;
  if (!isStronger(outcome, record.state)) return marked;
  const { cancellation: _, watch: __, ...rest } = marked;
  return { ...rest, state: outcome.result as OrderState };
}

/**
 * The outcome of a settled record.
 *
 * @param beside a weaker outcome, whose order is returned with it
 */
export function recordedOutcome(record: JournalRecord, beside?: OrderOutcome): OrderOutcome {
  const { state, outTradeNo, payPlatform, tradeType, totalFee } = record;
  // A sum below that of the journal is out of date.
  const isCurrent =
    beside?.result !== 'partlyRefunded' || (beside.refundedFee ?? Number.POSITIVE_INFINITY) >= refundedIn(record);
  if (beside?.result === state && isCurrent) return beside;
  const order = (beside !== undefined && 'order' in beside && beside.order) || { outTradeNo, payPlatform, tradeType, totalFee };
  switch (state) {
    case 'paid':
    case 'refunded':
    case 'reversed':
    case 'closed':
      return { result: state, order };
    // Other tills refund too, so the sum of all refunds is not known here.
    case 'partlyRefunded':
      return { result: state, order };
    case 'failed':
    case 'reentryConflict':
      return { result: state, error: settledElsewhere() };
    default:
      return beside ?? { result: 'unknown', order };
  }
}

function refundedIn({ refunds = [] }: JournalRecord): number {
  return refunds.reduce((sum, { state, refundFee }) => sum + (state === 'succeeded' ? refundFee : 0), 0);
}

/** Records an outcome that a query or a callback found. This needs no hold. */
export async function recordOutcome(journal: Journal, outTradeNo: string, reported: OrderOutcome): Promise<void> {
  await journal.update(outTradeNo, ({ record }) => {
    if (record === undefined || record.state === 'elsewhere' || record.state === 'refused') return undefined;
    const outcome = afterPayment(reported, record);
    if (!isStronger(outcome, record.state)) return undefined;
    // Until it is certain what a cancellation did, "paid" is only progress.
    if (saysPaid(outcome) && record.cancellation !== undefined) return undefined;
    return { record: settledRecord(record, outcome), hold: 'keep' };
  });
}

/**
 * Records that the service has reported the order: from now on "no such order" proves nothing.
 *
 * @returns the record as it stands
 */
export function markKnown(journal: Journal, outTradeNo: string): Promise<JournalRecord | undefined> {
  return journal.update(outTradeNo, ({ record }) => {
    if (record?.state !== 'undecided' || record.isKnown) return undefined;
    return { record: { ...record, isKnown: true }, hold: 'keep' };
  });
}

/** The failure of an order or refund that was settled before. */
export function settledElsewhere(): CloudPayError {
  return refusedLocally('此前已有定论 (this was settled before)');
}
