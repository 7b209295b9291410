import type { CloudPayError } from '@cloudpay/core';

/** The service said that it knows no such order, or that the payment platform knows none. */
export interface Absent {
  readonly absent: CloudPayError;
  readonly host: string | undefined;
  readonly fresh: boolean;
  /** The service has the order, but the payment platform does not know it: nothing is sent again. */
  readonly isAtPlatform?: true;
}

/**
 * The step that an outcome needs before it counts: a request that shows whose the order is (`send`), or a query that confirms
 * it (`query`). `giveUp`: a person has to look, and another query does not help.
 */
export type FollowUp = 'send' | 'query' | 'giveUp';

/** The result of the last step. */
export type Report<Outcome> = { readonly step: 'send' | 'query'; readonly startedAt: number; readonly now: number } & (
  | {
      /** What the service reported of this very order. */
      readonly outcome: Outcome;
      readonly followUp?: FollowUp | undefined;
    }
  | Absent
  /** Every host that answered refused without an authentication code, for the same reason. */
  | { readonly refusedEverywhere: CloudPayError; readonly keyWasRight: boolean }
  | { readonly error: CloudPayError }
);
