import { expectTypeOf, test } from 'vitest';
import {
  type Callback,
  CallbackError,
  type CallbackListener,
  type CallbackRefusal,
  CloudPayError,
  type FinishedRefund,
  nodeCallbackHandler,
  type OrderOutcome,
  type OrderSdk,
  type Payments,
} from '../../src/index.ts';

// Checked by `pnpm typecheck`: nothing here runs.

declare const callback: Callback;
declare const payments: Payments;

test('a callback is about a payment or about refunds', () => {
  expectTypeOf(callback.type).toEqualTypeOf<'payment' | 'refund'>();
  if (callback.type === 'payment') {
    expectTypeOf(callback.order).toEqualTypeOf<OrderSdk>();
    expectTypeOf(callback.outcome).toEqualTypeOf<OrderOutcome>();
  } else {
    expectTypeOf(callback.refunds).toEqualTypeOf<readonly FinishedRefund[]>();
  }
  // @ts-expect-error a refund callback has refunds, each with its outcome
  callback.outcome;
});

test('a listener may be asynchronous', () => {
  expectTypeOf<(callback: Callback) => void>().toExtend<CallbackListener>();
  expectTypeOf<(callback: Callback) => Promise<void>>().toExtend<CallbackListener>();
  nodeCallbackHandler(payments, async (heard) => expectTypeOf(heard).toEqualTypeOf<Callback>());
});

test('a refused callback says why', () => {
  const error: unknown = undefined;
  if (error instanceof CallbackError) {
    expectTypeOf(error).toExtend<CloudPayError>();
    expectTypeOf(error.refusal).toEqualTypeOf<CallbackRefusal>();
  }
  // @ts-expect-error not every error is a refusal
  if (error instanceof CloudPayError) error.refusal;
});
