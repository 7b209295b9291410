import type { OrderSdk } from '@cloudpay/proto';
import type { CloudPayError } from '../base/errors.ts';

/** The shop was paid. */
export interface Paid {
  readonly result: 'paid';
  readonly code: 0;
  readonly order: OrderSdk;
}

/** Certain: the customer was not charged, and will not be. A new order with a new number may be made. */
export interface Failed {
  readonly result: 'failed';
  readonly code: -1;
  /** The order as the service holds it, where it holds it. */
  readonly order?: OrderSdk;
  /** Why, where the platform's state does not say it. */
  readonly error?: CloudPayError;
}

/**
 * Not certain: the customer may have been charged. Never charge again under a new number: query this order again, or let a person look it up.
 */
export interface Unknown {
  readonly result: 'unknown';
  readonly code: -2;
  /** The order as the service last told it. */
  readonly order?: OrderSdk;
  readonly error?: CloudPayError;
}

/** Some of the money went back to the customer. */
export interface PartlyRefunded {
  readonly result: 'partlyRefunded';
  readonly code: -4;
  readonly order: OrderSdk;
  /** 分 fen */
  readonly refundedFee: number;
  /** What may still be refunded, 分 fen. */
  readonly remainingFee: number;
}

/** The order is over without money in the shop: all went back (`refunded`, `reversed`), or none came (`closed`). */
export interface Ended {
  readonly result: 'refunded' | 'reversed' | 'closed';
  readonly code: -4;
  readonly order: OrderSdk;
}

/** A scan-code order waits for the customer: show `codeUrl` as a QR code. */
export interface AwaitingPayment {
  readonly result: 'awaitingPayment';
  readonly code: -5;
  readonly codeUrl?: string;
  readonly order?: OrderSdk;
}

/**
 * The number was used before with other content. Nothing was charged by this request; the order under this number is another one,
 * perhaps paid. **Never reverse it.** Use a new number.
 */
export interface ReentryConflict {
  readonly result: 'reentryConflict';
  readonly code: -6;
  readonly error: CloudPayError;
}

/** The service knows no such order. Believed only when authenticated. */
export interface NotFound {
  readonly result: 'notFound';
  readonly code: -7;
  readonly error: CloudPayError;
}

/**
 * What is known of an order. `code` is the C SDK's return code of `cloud_pay_query_order`, for those who port.
 *
 * @example
 * switch (outcome.result) {
 *   case 'paid': handOverGoods(); break;
 *   case 'failed': askForAnotherCode(); break;
 *   case 'unknown': lookUpBeforeChargingAgain(outcome.error?.logId); break;
 * }
 */
export type OrderOutcome = Paid | Failed | Unknown | PartlyRefunded | Ended | AwaitingPayment | ReentryConflict | NotFound;
