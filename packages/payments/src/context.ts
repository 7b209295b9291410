import { type CallEvent, type CloudPayClient, CloudPayError, type ErrorCode } from '@cloudpay/core';
import type { Journal } from './journal/journal.ts';
import type { Pauses } from './wait/pauses.ts';

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
export interface LiveWait {
  readonly outcome: Promise<unknown>;
  /** Asks at once, instead of at the end of the pause. */
  wake(): void;
  /** Ends the wait; the outcome is then unknown, unless nothing had left. */
  stop(reason: unknown): void;
}

/** What the operations of one `Payments` share. */
export interface Context {
  readonly client: CloudPayClient;
  readonly journal: Journal;
  readonly pauses: Pauses;
  /** The orders that are being taken to their outcome in this process, by their numbers. */
  readonly live: Map<string, LiveWait>;
  /** The refunds, by theirs. */
  readonly liveRefunds: Map<string, LiveWait>;
  /** Makes a refund number for an order. */
  newRefundNumber(outTradeNo: string): Promise<string>;
  /** Tells of a journal that failed too late to stop anything. */
  reportJournalFailure(outTradeNo: string, error: CloudPayError): void;
}

/** Waits for a write to the journal whose failure must not keep an outcome from the caller. */
export async function tolerating<T>(context: Context, outTradeNo: string, write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof CloudPayError)) throw error;
    context.reportJournalFailure(outTradeNo, error);
    return undefined;
  }
}
