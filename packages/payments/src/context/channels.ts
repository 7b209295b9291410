import { type ClientChannels, type CloudPayError, errorFacts, type TracedFacts, traced } from '@cloudpay/core';
import type { PayPlatform, TradeType } from '@cloudpay/proto';
import type { JournalMessage } from '../journal/channel.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import type { PaymentsContext } from './context.ts';

interface Followed extends TracedFacts {
  readonly outSubMchId: string;
  readonly outTradeNo: string;
  /** `resume` took it up. */
  readonly isResumed?: true;
  /** Resumed: when its payment was accepted, in milliseconds since 1970. */
  readonly acceptedAt?: number;
  /** A person has to look. */
  readonly needsPerson?: true;
}

/** One payment from its acceptance to its outcome, on the tracing channel `cloudpay:payment`. */
export interface PaymentMessage extends Followed {
  readonly tradeType?: TradeType;
  readonly payPlatform?: PayPlatform;
  readonly result?: OrderOutcome['result'];
}

/** One refund from the questions before it to its outcome, on the tracing channel `cloudpay:refund`. */
export interface RefundMessage extends Followed {
  /** Where the SDK makes the number, it is known at the end. */
  readonly outRefundNo?: string;
  readonly result?: RefundOutcome['result'];
}

/** One cancellation from the question before it to its outcome, on the tracing channel `cloudpay:cancellation`. */
export interface CancellationMessage extends Followed {
  /** What `cancelOrder` returns; or, resumed, what the order has come to. */
  readonly result?: 'cancelled' | OrderOutcome['result'];
}

/** One callback, on the tracing channel `cloudpay:callback`. Whom it is about is known once it is verified. */
export interface CallbackMessage extends TracedFacts {
  readonly outSubMchId: string;
  readonly type?: 'payment' | 'refund';
  /** The number of the order, or of the first order. */
  readonly outTradeNo?: string;
  readonly outRefundNo?: string;
  /** What Cloud Pay was answered. `deferred` asks it to call again. */
  readonly result?: 'acknowledged' | 'refused' | 'deferred';
  /** Why it was refused: `CallbackError.refusal`. */
  readonly refusal?: string;
}

/**
 * The messages of the `node:diagnostics_channel` channels, by name. All but `cloudpay:host` are tracing channels: `start`, `end`, `asyncStart`,
 * `asyncEnd` and `error` of one piece of work publish the same object, which has gained its last fields at `asyncEnd`. A message holds no key, no
 * payment code, no part of a body, and nothing about the customer.
 *
 * Work that belongs to a payment runs in what `start.bindStore` binds. What a subscriber throws is an uncaught exception of the process, as
 * Node has it for these channels.
 *
 * @example
 * import { tracingChannel } from 'node:diagnostics_channel';
 *
 * tracingChannel('cloudpay:payment').asyncEnd.subscribe((message) => console.log(message));
 */
export interface PaymentsChannels extends ClientChannels {
  readonly 'cloudpay:payment': PaymentMessage;
  readonly 'cloudpay:refund': RefundMessage;
  readonly 'cloudpay:cancellation': CancellationMessage;
  readonly 'cloudpay:callback': CallbackMessage;
  readonly 'cloudpay:journal': JournalMessage;
}

/** Lets a channel of {@link PaymentsChannels} follow a piece of work about an order. */
export function followed<Name extends 'cloudpay:payment' | 'cloudpay:refund' | 'cloudpay:cancellation', T>(
  { client, journal }: PaymentsContext,
  name: Name,
  facts: Omit<PaymentsChannels[Name], 'outSubMchId'>,
  work: () => Promise<T>,
  conclude: (result: T, end: (facts: object) => void) => void,
): Promise<T> {
  return traced(name, client.clock, () => ({ outSubMchId: journal.outSubMchId, ...facts }), work, conclude);
}

interface Told {
  readonly result: string;
  readonly error?: CloudPayError;
  readonly needsPerson?: true;
}

/** Ends with what may be told of an outcome. */
export function concludeOutcome({ result, error, needsPerson }: Told, end: (facts: object) => void): void {
  end({ result, needsPerson, ...errorFacts(error) });
}

/**
 * Ends when an outcome is there, before those who wait for it hear of it.
 *
 * @param more what is told beside it
 */
export function concludeLater(outcome: Promise<Told>, end: (facts: object) => void, more: object = {}): void {
  outcome.then(
    (told) => concludeOutcome(told, (facts) => end({ ...more, ...facts })),
    (error: unknown) => end({ ...more, ...errorFacts(error) }),
  );
}
