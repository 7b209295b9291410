import type { CallEvent, CloudPayError, ErrorCode, NumberMark, PaymentCodePrefixes } from '@cloudpay/core';
import type { Journal } from '../journal/journal.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import type { WaitEnvironment } from '../wait/environment.ts';
import type { LiveWait } from '../wait/live-wait.ts';

/** The journal could not be written after a request had left. The outcome stands; `resume` will record it. */
export interface JournalFailureEvent {
  readonly type: 'journalFailure';
  readonly outTradeNo: string;
  readonly code: ErrorCode;
  /** Of the store's error. */
  readonly message: string;
}

/** What a client tells of its calls and its journal, for logs, metrics and traces. */
export type PaymentsEvent = CallEvent | JournalFailureEvent;

/**
 * What the operations on one merchant's payments share: a `Payments` holds one, `openPayments` makes one. What is in it is the SDK's own
 * affair, and may be another with any version.
 */
export interface PaymentsContext extends WaitEnvironment, AsyncDisposable {
  /** @internal */
  readonly client: WaitEnvironment['client'];
  /** @internal */
  readonly timers: WaitEnvironment['timers'];
  /** @internal */
  readonly journal: Journal;
  /**
   * The orders that are being taken to their outcome in this process, by order number.
   *
   * @internal
   */
  readonly live: Map<string, LiveWait<OrderOutcome>>;
  /**
   * The refunds, by refund number.
   *
   * @internal
   */
  readonly liveRefunds: Map<string, LiveWait<RefundOutcome>>;
  /**
   * What makes order and refund numbers, by their prefix.
   *
   * @internal
   */
  readonly numbers: Map<string, () => Promise<string>>;
  /** @internal */
  readonly numberMark: NumberMark | undefined;
  /**
   * What the service told last of the customers' codes.
   *
   * @internal
   */
  codePrefixes: PaymentCodePrefixes;
  /** @internal */
  reportJournalFailure(outTradeNo: string, error: CloudPayError): void;
  /**
   * Stops asking, finishes what is being written, and closes the connections. Undecided orders stay in the journal, for `resume`.
   *
   * @throws CloudPayError `JOURNAL_UNAVAILABLE` when the journal cannot be closed; it says nothing about any payment
   */
  close(): Promise<void>;
}
