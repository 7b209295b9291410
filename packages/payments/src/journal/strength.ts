import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import type { JournalRecord, OrderState, RefundRecord } from './record.ts';

/** How strong a word about an order is: a settled word is replaced by a stronger one only. */
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

/** A failure that the service told of the order itself is stronger than one that was concluded. */
const failedByService = 2;

/** Whether a word replaces the state that a record has. */
export function isStronger(outcome: OrderOutcome, state: OrderState): boolean {
  if (outcome.result === 'unknown' || outcome.result === 'awaitingPayment' || outcome.result === 'notFound') return false;
  // It is final, whatever a question says.
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

/** Whether a word about a refund replaces the state that its record has. */
export function isStrongerRefund(result: RefundOutcome['result'], state: RefundRecord['state']): boolean {
  return refundStrengths[result] > refundStrengths[state];
}

/** The service says "closed" of an order that was paid: its money went back. */
export function afterPayment(outcome: OrderOutcome, { state, refunds = [] }: JournalRecord): OrderOutcome {
  if (outcome.result !== 'closed' || strengths[state] < strengths.paid || state === 'reentryConflict') return outcome;
  const isRefunded = state === 'refunded' || refunds.some((refund) => refund.state === 'succeeded');
  return { ...outcome, result: isRefunded ? 'refunded' : 'reversed' };
}
