import type { CallOptions, CloudPayError } from '@cloudpay/core';
import type { Decision, Learnt, Settled } from '../journal/order-entry.ts';
import type { Moment, Watch } from '../journal/record.ts';
import type { AskOptions } from '../service/ask-order.ts';
import type { Absent, FollowUp, Report, Rules } from './decide.ts';

/** What the service answered, read for what is waited for. */
export type Reply<Outcome> =
  | {
      readonly outcome: Outcome;
      /** The outcome needs another step before it counts. */
      readonly followUp?: FollowUp | undefined;
      /** What a later process must not forget. */
      readonly learnt: Learnt;
    }
  | Absent;

/** What is waited for: an order that is being paid, a refund on its way. */
export interface Operation<Outcome> extends Pick<Rules<Outcome>, 'isFinal' | 'failed' | 'conflict'> {
  /** Sends the request: the same content each time. Absent after a restart, when nothing may be sent. */
  readonly send?: ((options: CallOptions) => Promise<Reply<Outcome>>) | undefined;
  /** Asks the service for it, once. */
  ask(options: AskOptions): Promise<Reply<Outcome>>;
  /** The outcome when the wait ends without one. */
  undecided(told: Outcome | undefined, error: CloudPayError): Outcome;
}

/** What a wait writes down on its way. */
export interface OperationRecord<Outcome> {
  readonly outTradeNo: string;
  /** Before a request leaves once more. When it throws, the request stays. */
  sending(now: Moment, isTie: boolean): Promise<void>;
  /** What a later process must not forget. */
  learn(learnt: Learnt): Promise<void>;
  settle(decision: Decision<Outcome>): Promise<Settled<Outcome>>;
  /** @returns the outcome that the record holds by now, where another process has settled it */
  release(watch: Watch | undefined): Promise<Outcome | undefined>;
}

/** Is told how a wait goes. */
export interface ProgressListener<Outcome> {
  /** Each step that settled nothing. */
  reported(report: Report<Outcome>): void;
  /** A request leaves. */
  sending(): void;
  settled(outcome: Outcome): void;
}
