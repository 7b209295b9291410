import type { CloudPayError } from '@cloudpay/core';
import type { Wait } from './known.ts';

/** What to do next. `after` is in milliseconds. */
export type Step<Outcome> =
  | {
      readonly do: 'send';
      readonly after: number;
      /** The order exists. The request finds out whose it is, and cannot create another one. */
      readonly isTie?: true;
    }
  | {
      readonly do: 'query';
      readonly after: number;
      /** Query another host than this one, if another one answers. */
      readonly notAt?: string | undefined;
      /** Query all hosts at once. */
      readonly everywhere?: true;
    }
  | {
      readonly do: 'settle';
      readonly outcome: Outcome;
      /** The SDK concluded the outcome; the service did not report it. */
      readonly isConcluded?: true;
    }
  /** The end without a decision. */
  | { readonly do: 'giveUp'; readonly error?: CloudPayError };

/** What the decisions depend on, beside the reports. */
export interface Rules<Outcome> {
  /** The pause before the next query, after this many queries, in milliseconds. */
  gapAfter(queries: number): number;
  readonly hostCount: number;
  /** Whether the request can still be sent: it is in memory, and the caller has not left. */
  readonly canSend: boolean;
  /** Whether an outcome that the service reported settles the matter. */
  isFinal(outcome: Outcome): boolean;
  /** The outcome when it is certain that nothing happened and nothing will. */
  failed(error: CloudPayError): Outcome;
  /** The outcome when the number belongs to another order. */
  conflict(error: CloudPayError): Outcome;
}

/** The next step, and what is known by then. */
export interface Decision<Outcome> {
  readonly wait: Wait<Outcome>;
  readonly step: Step<Outcome>;
}

/** Queries again at the pace of the schedule. */
export function askLater<Outcome>(wait: Wait<Outcome>, rules: Rules<Outcome>): Step<Outcome> {
  return { do: 'query', after: rules.gapAfter(wait.queries) };
}
