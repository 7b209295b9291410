import type { CloudPayError } from '@cloudpay/core';
import type { OrderSdk } from '@cloudpay/proto';

/** What every outcome may carry. */
interface Explained {
  /** Why, where there is more to say than the result does. */
  readonly error?: CloudPayError;
}

/** The shop was paid. */
export interface Paid extends Explained {
  readonly result: 'paid';
  readonly order: OrderSdk;
}

/**
 * Certain: the customer was not charged by this order, and will not be. Where the error names the number as used (status 102),
 * an order of somebody else has it.
 */
export interface Failed extends Explained {
  readonly result: 'failed';
  /** The order as the service holds it, where it holds it. */
  readonly order?: OrderSdk;
}

/**
 * Not certain: the customer may have been charged. Never charge again under a new number: query this order again, or let a
 * person look it up.
 */
export interface Unknown extends Explained {
  readonly result: 'unknown';
  /** The order as the service told it last. */
  readonly order?: OrderSdk;
  /**
   * A person has to look: the order that the service holds under this number may be another one, of another till or of an
   * earlier sale. Asking again does not settle it.
   */
  readonly needsPerson?: true;
}

/**
 * Some of the money went back to the customer. Where the two sums are left out, the service did not tell how much: it may be
 * all.
 */
export interface PartlyRefunded extends Explained {
  readonly result: 'partlyRefunded';
  readonly order: OrderSdk;
  /** 分 fen */
  readonly refundedFee?: number;
  /** What may still be refunded, 分 fen. */
  readonly remainingFee?: number;
}

/** The order is over without money in the shop: all went back (`refunded`, `reversed`), or none came (`closed`). */
export interface Ended extends Explained {
  readonly result: 'refunded' | 'reversed' | 'closed';
  readonly order: OrderSdk;
}

/** A scan-code order waits for the customer: show `codeUrl` as a QR code. */
export interface AwaitingPayment extends Explained {
  readonly result: 'awaitingPayment';
  readonly codeUrl?: string;
  readonly order?: OrderSdk;
}

/**
 * The number belongs to another order. This request charged nobody. **Never reverse the order that has the number.** Query the
 * number first: if that order is this sale's and paid, the sale is paid.
 */
export interface ReentryConflict extends Explained {
  readonly result: 'reentryConflict';
  /** The order that has the number, where a query told of it: a person compares it with the sale. */
  readonly order?: OrderSdk;
  readonly error: CloudPayError;
}

/** The service knows no such order. It is believed only when it is authenticated. */
export interface NotFound extends Explained {
  readonly result: 'notFound';
  readonly error: CloudPayError;
}

/**
 * What is known of an order.
 *
 * @example
 * switch (outcome.result) {
 *   case 'paid': handOverGoods(); break;
 *   case 'failed': askForAnotherCode(); break;
 *   case 'unknown': lookUpBeforeChargingAgain(outcome.error?.logId); break;
 * }
 */
export type OrderOutcome = Paid | Failed | Unknown | PartlyRefunded | Ended | AwaitingPayment | ReentryConflict | NotFound;
