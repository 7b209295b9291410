import type { CallEvent, CloudPayError, ErrorCode, NumberMark, PaymentCodePrefixes } from '@cloudpay/core';
import type { Journal } from '../journal/journal.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import type { WaitEnvironment } from '../wait/environment.ts';
import type { LiveWait } from '../wait/live-wait.ts';

/**
 * A write to the journal failed after a request had left. The outcome is valid all the same, and `resume` will record it.
 */
export interface JournalFailureEvent {
  readonly type: 'journalFailure';
  readonly outTradeNo: string;
  readonly code: ErrorCode;
  /** The message of the store's error. */
  readonly message: string;
}

/** An event of the calls or of the journal, for logs, metrics and traces. It holds no key, no payment code and no body. */
export type PaymentsEvent = CallEvent | JournalFailureEvent;

/**
 * The state that the functions for one merchant's payments share. `openPayments` makes one, and a `Payments` holds one. Its
 * fields are internal, and may change with any version.
 */
export interface PaymentsContext extends WaitEnvironment, AsyncDisposable {
  /** @internal */
  readonly client: WaitEnvironment['client'];
  /** @internal */
  readonly timers: WaitEnvironment['timers'];
  /** @internal */
  readonly journal: Journal;
  /**
   * The waits for orders that are under way in this process, by order number.
   *
   * @internal
   */
  readonly live: Map<string, LiveWait<OrderOutcome>>;
  /**
   * The waits for refunds, by refund number.
   *
   * @internal
   */
  readonly liveRefunds: Map<string, LiveWait<RefundOutcome>>;
  /**
   * The generators of order and refund numbers, by prefix.
   *
   * @internal
   */
  readonly numbers: Map<string, () => Promise<string>>;
  /** @internal */
  readonly numberMark: NumberMark | undefined;
  /**
   * The prefixes of payment codes that the service returned last.
   *
   * @internal
   */
  codePrefixes: PaymentCodePrefixes;
  /** @internal */
  reportJournalFailure(outTradeNo: string, error: CloudPayError): void;
  /**
   * Ends all waits, finishes the writes to the journal, and closes the connections. Undecided orders stay in the journal, for
   * `resume`. C function `cloud_pay_fini`.
   *
   * @throws CloudPayError `JOURNAL_UNAVAILABLE` when the journal cannot be closed; it says nothing about any payment
   */
  close(): Promise<void>;
}
