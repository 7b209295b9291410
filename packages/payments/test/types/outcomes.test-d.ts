import { expectTypeOf, test } from 'vitest';
import type {
  CancelOutcome,
  CloudPayError,
  OrderOutcome,
  OrderSdk,
  RefundOrderSdk,
  RefundOutcome,
  RefundQueryOutcome,
} from '../../src/index.ts';

// Checked by `pnpm typecheck`: nothing here runs.

declare const outcome: OrderOutcome;
declare const refund: RefundOutcome;
declare const cancellation: CancelOutcome;

test('an outcome is one of ten results, and nothing else', () => {
  expectTypeOf(outcome.result).toEqualTypeOf<
    | 'paid'
    | 'failed'
    | 'unknown'
    | 'partlyRefunded'
    | 'refunded'
    | 'reversed'
    | 'closed'
    | 'awaitingPayment'
    | 'reentryConflict'
    | 'notFound'
  >();
  // @ts-expect-error the C code is told by returnCodeOf
  outcome.code;
});

test('each result has what belongs to it alone', () => {
  if (outcome.result === 'paid') {
    expectTypeOf(outcome.order).toEqualTypeOf<OrderSdk>();
  }
  if (outcome.result === 'failed' || outcome.result === 'unknown') {
    expectTypeOf(outcome.order).toEqualTypeOf<OrderSdk | undefined>();
    expectTypeOf(outcome.error).toEqualTypeOf<CloudPayError | undefined>();
  }
  if (outcome.result === 'partlyRefunded') {
    expectTypeOf(outcome.refundedFee).toEqualTypeOf<number | undefined>();
    expectTypeOf(outcome.remainingFee).toEqualTypeOf<number | undefined>();
  }
  if (outcome.result === 'awaitingPayment') expectTypeOf(outcome.codeUrl).toEqualTypeOf<string | undefined>();
  if (outcome.result === 'reentryConflict' || outcome.result === 'notFound') {
    expectTypeOf(outcome.error).toEqualTypeOf<CloudPayError>();
  }
});

test('nothing is read of an outcome before its result is asked', () => {
  // @ts-expect-error an order that may be unknown has no fee to read
  outcome.order.totalFee;
  expectTypeOf(outcome.error).toEqualTypeOf<CloudPayError | undefined>();
  // @ts-expect-error refunded fees belong to a partly refunded order
  outcome.refundedFee;
  if (outcome.result !== 'paid') {
    // @ts-expect-error whatever is not paid may have no order
    outcome.order.totalFee;
  }
});

test('an outcome is no yes or no: who forgets the unknown does not compile', () => {
  const isSettled = (given: OrderOutcome): boolean => {
    switch (given.result) {
      case 'paid':
        return true;
      case 'failed':
      case 'partlyRefunded':
      case 'refunded':
      case 'reversed':
      case 'closed':
      case 'awaitingPayment':
      case 'reentryConflict':
      case 'notFound':
        return false;
      default:
        // @ts-expect-error `unknown` is left over
        given satisfies never;
        return false;
    }
  };
  expectTypeOf(isSettled).returns.toBeBoolean();
  // @ts-expect-error there is no such result
  outcome.result === 'success';
});

test('outcomes are not written to', () => {
  // @ts-expect-error read only
  outcome.result = 'paid';
  // @ts-expect-error read only
  if (outcome.result === 'paid') outcome.order = {} as OrderSdk;
});

test('refunds and cancellations come to three results', () => {
  expectTypeOf(refund.result).toEqualTypeOf<'succeeded' | 'failed' | 'unknown'>();
  if (refund.result === 'succeeded') expectTypeOf(refund.refund).toEqualTypeOf<RefundOrderSdk>();
  else expectTypeOf(refund.refund).toEqualTypeOf<RefundOrderSdk | undefined>();
  if (refund.result === 'failed') expectTypeOf(refund.needsPerson).toEqualTypeOf<true | undefined>();
  // @ts-expect-error a refund that succeeded needs nobody
  if (refund.result === 'succeeded') refund.needsPerson;
  expectTypeOf<RefundQueryOutcome['result']>().toEqualTypeOf<'succeeded' | 'failed' | 'unknown' | 'notFound'>();

  expectTypeOf(cancellation.result).toEqualTypeOf<'cancelled' | 'failed' | 'unknown'>();
  if (cancellation.result !== 'cancelled') expectTypeOf(cancellation.error).toEqualTypeOf<CloudPayError>();
});
