import type { OrderOutcome } from '../service/order-outcome.ts';
import type { JournalRecord, OrderState } from './record.ts';

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

/** The service says "closed" of an order that was paid: its money went back. */
export function afterPayment(outcome: OrderOutcome, { state, refunds = [] }: JournalRecord): OrderOutcome {
  if (outcome.result !== 'closed' || strengths[state] < strengths.paid || state === 'reentryConflict') return outcome;
  const isRefunded = state === 'refunded' || refunds.some((refund) => refund.state === 'succeeded');
  return { ...outcome, result: isRefunded ? 'refunded' : 'reversed' };
}
