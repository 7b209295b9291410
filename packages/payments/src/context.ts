import {
  type CallEvent,
  type CloudPayClient,
  CloudPayError,
  type ErrorCode,
  type NumberMark,
  type OrderOutcome,
  type PaymentCodePrefixes,
} from '@cloudpay/core';
import type { Journal } from './journal/journal.ts';
import type { RefundOutcome } from './refunds/refund-outcome.ts';
import type { TimerHeap } from './wait/timer-heap.ts';

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

/** An order or refund that is being taken to its outcome in this process. */
export interface LiveWait<Outcome> {
  readonly outcome: Promise<Outcome>;
  /** Asks at once, instead of at the end of the pause. */
  wake(): void;
  /**
   * Takes the service's final word from someone else who asked; the call or pause under way ends.
   *
   * @returns whether that settles it
   */
  learn(outcome: Outcome): boolean;
  /** Ends the wait; the outcome is then unknown, unless nothing had left. */
  stop(reason: unknown): void;
}

/**
 * What the operations on one merchant's payments share: a `Payments` holds one, `openPayments` makes one. What is in it is the SDK's own
 * affair, and may be another with any version.
 */
export interface PaymentsContext extends AsyncDisposable {
  /** @internal */
  readonly client: CloudPayClient;
  /** @internal */
  readonly journal: Journal;
  /** @internal */
  readonly pauses: TimerHeap;
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
  /**
   * Tells of a journal that failed too late to stop anything.
   *
   * @internal
   */
  reportJournalFailure(outTradeNo: string, error: CloudPayError): void;
  /**
   * Stops asking, finishes what is being written, and closes the connections. Undecided orders stay in the journal, for `resume`.
   *
   * @throws CloudPayError `JOURNAL_UNAVAILABLE` when the journal cannot be closed; it says nothing about any payment
   */
  close(): Promise<void>;
}

/** Waits for a write to the journal whose failure must not keep an outcome from the caller. */
export async function tolerating<T>(context: PaymentsContext, outTradeNo: string, write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof CloudPayError)) throw error;
    context.reportJournalFailure(outTradeNo, error);
    return undefined;
  }
}
