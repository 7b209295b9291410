import type { CloudPayError } from '@cloudpay/core';
import type { OrderSdk } from '@cloudpay/proto';

/** The part that every outcome has. */
interface Explained {
  /** The reason, if there is more to say than the result does. */
  readonly error?: CloudPayError;
}

/** The shop was paid. */
export interface Paid extends Explained {
  readonly result: 'paid';
  readonly order: OrderSdk;
}

/**
 * Certain: the customer was not charged by this order, and will not be. It is proved by the service's state of this order; or
 * because no request ever left; or because two queries found no such order, after a refusal (about 3.5 s) or a minute after the
 * last request. If the error names the number as used (status 102), another order may have it.
 */
export interface Failed extends Explained {
  readonly result: 'failed';
  /** The order as the service has it, if it has one. */
  readonly order?: OrderSdk;
}

/**
 * Not certain: the customer may have been charged. Never charge again under a new number: query this order again, or let a
 * person look it up.
 */
export interface Unknown extends Explained {
  readonly result: 'unknown';
  /** The order as the service reported it last. */
  readonly order?: OrderSdk;
  /**
   * A person has to look: the order that the service has under this number may be another one, of another till or of an earlier
   * sale. Another query does not settle it.
   */
  readonly needsPerson?: true;
}

/** Some of the money was refunded. If the two sums are missing, the service did not report how much: it may be all. */
export interface PartlyRefunded extends Explained {
  readonly result: 'partlyRefunded';
  readonly order: OrderSdk;
  /** 分 fen */
  readonly refundedFee?: number;
  /** What can still be refunded, 分 fen. */
  readonly remainingFee?: number;
}

/** The order ended without money in the shop: all was refunded (`refunded`, `reversed`), or none was paid (`closed`). */
export interface Ended extends Explained {
  readonly result: 'refunded' | 'reversed' | 'closed';
  readonly order: OrderSdk;
}

/**
 * A scan-code order waits for the customer: show `codeUrl` as a QR code. It is not an end: query the order later, or close it.
 */
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

/** The service knows no such order. Only an authenticated response counts. */
export interface NotFound extends Explained {
  readonly result: 'notFound';
  readonly error: CloudPayError;
}

/**
 * The outcome of an order. `unknown` and `awaitingPayment` are not final.
 *
 * @example
 * switch (outcome.result) {
 *   case 'paid': handOverGoods(); break;
 *   case 'failed': askForAnotherCode(); break;
 *   case 'unknown': lookUpBeforeChargingAgain(outcome.error?.logId); break;
 * }
 */
export type OrderOutcome = Paid | Failed | Unknown | PartlyRefunded | Ended | AwaitingPayment | ReentryConflict | NotFound;
