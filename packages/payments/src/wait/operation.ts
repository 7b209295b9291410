import type { CallOptions, CloudPayError } from '@cloudpay/core';
import type { Decision, Learnt, Settled } from '../journal/order-entry.ts';
import type { Moment, Watch } from '../journal/record.ts';
import type { AskOptions } from '../service/ask-order.ts';
import type { Absent, FollowUp, Report } from './report.ts';
import type { Rules } from './step.ts';

/** A response of the service, as a wait reads it. */
export type Reply<Outcome> =
  | {
      readonly outcome: Outcome;
      /** The step that the outcome needs before it counts. */
      readonly followUp?: FollowUp | undefined;
      /** What a later process must not forget. */
      readonly learnt: Learnt;
    }
  | Absent;

/** What a wait follows: an order that is being paid, a refund or a cancellation. */
export interface Operation<Outcome> extends Pick<Rules<Outcome>, 'isFinal' | 'failed' | 'conflict'> {
  /** Sends the request, with the same content each time. Absent after a restart, when nothing may be sent. */
  readonly send?: ((options: CallOptions) => Promise<Reply<Outcome>>) | undefined;
  /** Queries the service once. */
  ask(options: AskOptions): Promise<Reply<Outcome>>;
  /** The outcome of a wait that ends without a decision. */
  undecided(lastOutcome: Outcome | undefined, error: CloudPayError): Outcome;
}

/** The record of an operation in the journal. */
export interface OperationRecord<Outcome> {
  readonly outTradeNo: string;
  /** Records that the request leaves again, before it does. When this throws, nothing leaves. */
  sending(now: Moment, isTie: boolean): Promise<void>;
  /** Records what a later process must not forget. */
  learn(learnt: Learnt): Promise<void>;
  settle(decision: Decision<Outcome>): Promise<Settled<Outcome>>;
  /**
   * Lets other processes take up the record.
   *
   * @returns the outcome in the record, if another process has settled it
   */
  release(watch: Watch | undefined): Promise<Outcome | undefined>;
}

/** Receives the progress of a wait. */
export interface ProgressListener<Outcome> {
  /** A step settled nothing. */
  reported(report: Report<Outcome>): void;
  /** A request leaves. */
  sending(): void;
  settled(outcome: Outcome): void;
}
