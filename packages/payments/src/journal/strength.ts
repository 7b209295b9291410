import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import type { JournalRecord, OrderState, RefundRecord } from './record.ts';

/** The strength of a state. An outcome is replaced only by a stronger one. */
const strengths: Readonly<Record<OrderState, number>> = {
  elsewhere: 0,
  refused: 0,
  notFound: 0,
  undecided: 0,
  failed: 1,
  closed: 2,
  paid: 3,
  partlyRefunded: 4,
  refunded: 5,
  reversed: 5,
  reentryConflict: 9,
};

/** The strength of a failure that the service reported of this order: it is stronger than a concluded one. */
const failedByService = 2;

/** Whether an outcome replaces the state of a record. */
export function isStronger(outcome: OrderOutcome, state: OrderState): boolean {
  if (outcome.result === 'unknown' || outcome.result === 'awaitingPayment' || outcome.result === 'notFound') return false;
  // It is final, whatever a query returns.
  if (state === 'reentryConflict') return false;
  if (state === 'partlyRefunded' && outcome.result === 'partlyRefunded') return true;
  const strength = outcome.result === 'failed' && outcome.order !== undefined ? failedByService : strengths[outcome.result];
  return strength > strengths[state];
}

const refundStrengths: Readonly<Record<RefundOutcome['result'] | RefundRecord['state'], number>> = {
  unknown: 0,
  undecided: 0,
  failed: 1,
  succeeded: 2,
};

/** Whether an outcome of a refund replaces the state of its record. */
export function isStrongerRefund(result: RefundOutcome['result'], state: RefundRecord['state']): boolean {
  return refundStrengths[result] > refundStrengths[state];
}

/** An order that was paid and is now "closed" was refunded or reversed. */
export function afterPayment(outcome: OrderOutcome, { state, refunds = [] }: JournalRecord): OrderOutcome {
  if (outcome.result !== 'closed' || strengths[state] < strengths.paid || state === 'reentryConflict') return outcome;
  const isRefunded = state === 'refunded' || refunds.some((refund) => refund.state === 'succeeded');
  return { ...outcome, result: isRefunded ? 'refunded' : 'reversed' };
}
