import type { OrderSdk, RefundOrderSdk } from '@cloudpay/proto';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';

/** 支付回调: an order was paid. */
export interface PaymentCallback {
  readonly type: 'payment';
  readonly order: OrderSdk;
  /**
   * What the state of the order means. A late callback may find the order refunded, for example. `reentryConflict`: the journal
   * holds another order under this number, which this callback does not pay. `unknown` with `needsPerson`: the order may be
   * another one, so a person has to look.
   */
  readonly outcome: OrderOutcome;
  /** Random text, new in each callback. */
  readonly nonceStr?: string;
}

/** 退款回调: refunds have reached their final state. */
export interface RefundCallback {
  readonly type: 'refund';
  /** At least one. */
  readonly refunds: readonly FinishedRefund[];
  /** Random text, new in each callback. */
  readonly nonceStr?: string;
}

/** One refund of a {@link RefundCallback}. */
export interface FinishedRefund {
  readonly refund: RefundOrderSdk;
  /** What the state of the refund means, above all whether the money reached the customer. */
  readonly outcome: RefundOutcome;
}

/** 回调: a message that Cloud Pay sends to a merchant by itself. */
export type Callback = PaymentCallback | RefundCallback;

/**
 * The application's handling of a callback. When it resolves, Cloud Pay gets HTTP 200; when it throws, Cloud Pay is asked to
 * repeat the callback.
 *
 * Within a process it is called once for each payment and for each final state of a refund. After a restart, or in several
 * processes, it may be called again. So it must be idempotent: for example, it marks the order `outTradeNo` as paid unless it
 * is marked already.
 */
export type CallbackListener = (callback: Callback) => unknown;
