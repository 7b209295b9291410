import type { CloudPayError } from '@cloudpay/core';
import type { Watch } from '../journal/record.ts';

/** A query that the service answered with a fresh "no such order". */
export interface Absence {
  /** When the query left, in milliseconds since the wait began. */
  readonly askedAt: number;
  readonly host: string | undefined;
}

/** A refusal of the request by the service. */
export interface Refusal {
  readonly error: CloudPayError;
  /** When it arrived, in milliseconds since the wait began. */
  readonly at: number;
  /** It is authentic, and answers the only request that was ever sent. */
  readonly settlesOnlyRequest: boolean;
}

/** What is known of an order or a refund that is not decided yet. Times are milliseconds since the wait began. */
export interface Wait<Outcome> {
  /** When the first request left that may have reached the service. Undefined while no request can have arrived. */
  readonly firstSentAt?: number;
  /** From this time on "no such order" is proof, because no request can be under way any more. */
  readonly provesFrom?: number;
  /** The service has reported the order, in a response or in a callback: it exists there. */
  readonly isKnown: boolean;
  /** No further request may leave, except one that finds out whose the order is. */
  readonly mustNotSend: boolean;
  readonly refusal?: Refusal;
  /** Refusals that say that the number belongs to another order (407). */
  readonly conflicts: number;
  /** Rounds of queries in which every host refused without an authentication code. */
  readonly refusedRounds: number;
  /** The latest fresh "no such order" that may count, and the one before. */
  readonly absences: readonly Absence[];
  /** Requests sent that may have reached the service. */
  readonly sends: number;
  /** Requests sent to find out whose the order is. */
  readonly ties: number;
  /** Queries made. */
  readonly queries: number;
  /** Calls in a row that found no working host. */
  readonly failures: number;
  /** The latest outcome that the service reported. */
  readonly lastOutcome?: Outcome;
  readonly error?: CloudPayError;
}

/** Before the first request. */
export const beginning: Wait<never> = {
  isKnown: false,
  mustNotSend: false,
  conflicts: 0,
  refusedRounds: 0,
  absences: [],
  sends: 0,
  ties: 0,
  queries: 0,
  failures: 0,
};

/**
 * After a restart: the last request left some time ago. It is never sent again, since the customer has left.
 *
 * @param provesAfter milliseconds from now until "no such order" is proof
 * @param isKnown whether the service reported the order before the restart
 * @param absence the "no such order" that an earlier holder received after its own `provesFrom`
 */
export function resuming(provesAfter: number, isKnown: boolean, absence?: Watch['absence']): Wait<never> {
  return {
    ...beginning,
    sends: 1,
    firstSentAt: Number.NEGATIVE_INFINITY,
    provesFrom: provesAfter,
    absences: absence === undefined ? [] : [{ askedAt: -absence.ago, host: absence.host }],
    isKnown,
    mustNotSend: true,
  };
}
