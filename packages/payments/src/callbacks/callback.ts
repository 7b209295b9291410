import type { OrderSdk, RefundOrderSdk } from '@cloudpay/proto';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';

/** 支付回调: Cloud Pay tells that an order was paid. */
export interface PaymentCallback {
  readonly type: 'payment';
  readonly order: OrderSdk;
  /**
   * What the state of the order means. A late callback, for example, finds the order refunded; `reentryConflict` means that the
   * journal holds another order under this number, which has not been paid by this.
   */
  readonly outcome: OrderOutcome;
  /** Random text, new in each callback. */
  readonly nonceStr?: string;
}

/** 退款回调: Cloud Pay tells that refunds have come to their end. */
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
  /** Whether the money reached the customer. */
  readonly outcome: RefundOutcome;
}

/** 回调: what Cloud Pay tells a merchant by itself. */
export type Callback = PaymentCallback | RefundCallback;

/**
 * The application's part of a callback. Cloud Pay is answered when it resolves; when it throws, Cloud Pay is asked to call
 * again.
 *
 * A process tells it of each payment, and of each end of a refund, once. After a restart it may be told again, and so may each
 * of several processes: let what it does be harmless when it is done twice. For example, mark the order `outTradeNo` as paid
 * unless it is marked already.
 */
export type CallbackListener = (callback: Callback) => unknown;
