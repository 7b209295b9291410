import type { CloudPayError, NotFound } from '@cloudpay/core';
import { Status } from '@cloudpay/proto';

/** What is known of an order (or refund) that is not decided yet. Times are milliseconds since the wait began. */
export interface Wait<Outcome> {
  /** When a request that may have reached the service left first, and last. Undefined while nothing can have arrived. */
  readonly firstSentAt?: number;
  readonly lastSentAt?: number;
  /** The service has told of it: it exists there. */
  readonly isKnown: boolean;
  /** A repeated request was refused, while the fate of an earlier one is open. */
  readonly refusal?: CloudPayError;
  /** Requests sent that may have reached the service. */
  readonly sends: number;
  /** Queries made. */
  readonly queries: number;
  /** Calls in a row that found no working host. */
  readonly failures: number;
  /** What the service told last. */
  readonly told?: Outcome;
  readonly error?: CloudPayError;
}

/** Before the first request. */
export const beginning: Wait<never> = { isKnown: false, sends: 0, queries: 0, failures: 0 };

/**
 * After a restart: the last request left some time ago, and is never sent again, since the customer has left.
 *
 * @param sinceSent milliseconds since then, as far as they are certain
 */
export function resuming(sinceSent: number): Wait<never> {
  return { ...beginning, sends: 1, firstSentAt: Number.NEGATIVE_INFINITY, lastSentAt: -sinceSent };
}

/** What came of the last step. */
export type Report<Outcome> = { readonly step: 'send' | 'query'; readonly startedAt: number; readonly now: number } & (
  | { readonly outcome: Outcome | NotFound }
  | { readonly error: CloudPayError }
);

/** What to do next: send the identical request (again), ask, or hand the outcome to the caller. `after` is in milliseconds. */
export type Step<Outcome> =
  | { readonly do: 'send' | 'query'; readonly after: number }
  | { readonly do: 'settle'; readonly outcome: Outcome };

/** What the decisions depend on beside the reports. */
export interface Rules<Outcome> {
  /** The gap before the query that follows so many, in milliseconds. */
  gapAfter(queries: number): number;
  readonly hostCount: number;
  /** Whether the service's word settles the matter. */
  isFinal(outcome: Outcome): boolean;
  /** The outcome when it is certain that nothing happened, and nothing will. */
  failed(error: CloudPayError): Outcome;
}

/**
 * For how long the identical request may be sent again, in milliseconds since the first one left. A customer's code is good for a minute;
 * after that nobody stands at the till who expects to be charged.
 */
export const retryWindow = 45_000;

/**
 * The longest that a request can be under way after it left, in milliseconds: the connection was dropped by our side long before, but a
 * network or a queue may still deliver it. Only after that does "no such order" prove that nothing happened.
 */
export const longestUnderWay = 60_000;

/** The status `Pending` asks for 3 s of patience. */
const patience103 = 3_000;
/** Other uncertain answers of the service, and hosts that all fail. */
const pause = 1_000;
/** How many rounds beyond one try a host are made while no host can be reached at all. */
const extraTries = 2;

interface Decision<Outcome> {
  readonly wait: Wait<Outcome>;
  readonly step: Step<Outcome>;
}

/**
 * Decides the next step. The rule: after anything but a decision, ask; only when the service says for certain that it does not know the
 * order, and only while the customer stands at the till, send the identical request again. Nothing but the service's own word, or the proof
 * that no request arrived, ends in `failed`.
 */
export function decide<Outcome extends object>(
  wait: Wait<Outcome>,
  report: Report<Outcome>,
  rules: Rules<Outcome>,
): Decision<Outcome> {
  if (!('error' in report)) return afterOutcome(wait, report, rules);
  return report.step === 'send' ? afterFailedSend(wait, report, rules) : afterFailedQuery(wait, report.error, rules);
}

function afterOutcome<Outcome extends object>(
  before: Wait<Outcome>,
  { step, outcome, now }: Report<Outcome> & { outcome: Outcome | NotFound },
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const queries = before.queries + (step === 'query' ? 1 : 0);
  if (isNotFound(outcome)) return afterNotFound({ ...before, queries, failures: 0 }, outcome.error, now, rules);
  if (rules.isFinal(outcome)) return { wait: before, step: { do: 'settle', outcome } };
  const wait: Wait<Outcome> = { ...before, queries, failures: 0, isKnown: true, told: outcome };
  return { wait, step: askLater(wait, rules) };
}

function isNotFound<Outcome extends object>(outcome: Outcome | NotFound): outcome is NotFound {
  return 'result' in outcome && outcome.result === 'notFound';
}

function afterNotFound<Outcome>(
  before: Wait<Outcome>,
  error: CloudPayError,
  now: number,
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const wait = { ...before, error };
  const { firstSentAt = now, lastSentAt = now, isKnown, refusal } = wait;
  // The service told of the order before: "no such order" is some replica's delay, or a replayed response.
  if (isKnown) return { wait, step: askLater(wait, rules) };
  if (refusal === undefined && now - firstSentAt < retryWindow) {
    // The first repetition goes at once, while the customer waits; further ones keep the pace of the queries.
    return { wait, step: { do: 'send', after: wait.sends <= 1 ? 0 : rules.gapAfter(wait.queries) } };
  }
  if (now - lastSentAt < longestUnderWay) return { wait, step: askLater(wait, rules) };
  return { wait, step: { do: 'settle', outcome: rules.failed(refusal ?? error) } };
}

function afterFailedSend<Outcome>(
  before: Wait<Outcome>,
  { error, startedAt }: Report<Outcome> & { error: CloudPayError },
  rules: Rules<Outcome>,
): Decision<Outcome> {
  if (error.outcome === 'unknown') {
    const firstSentAt = before.firstSentAt ?? startedAt;
    const wait = { ...before, error, failures: 0, sends: before.sends + 1, firstSentAt, lastSentAt: startedAt };
    return { wait, step: { do: 'query', after: patienceAfter(error) } };
  }
  // From here on: this request never reached the service, or was refused by it.
  const isFirst = before.sends === 0;
  if (error.code !== 'NOT_CONNECTED') {
    if (isFirst) return { wait: { ...before, error }, step: { do: 'settle', outcome: rules.failed(error) } };
    return { wait: { ...before, error, refusal: error }, step: { do: 'query', after: 0 } };
  }
  const wait = { ...before, error, failures: before.failures + 1 };
  if (isFirst && wait.failures >= rules.hostCount + extraTries)
    return { wait, step: { do: 'settle', outcome: rules.failed(error) } };
  return { wait, step: { do: isFirst ? 'send' : 'query', after: wait.failures < rules.hostCount ? 0 : pause } };
}

function afterFailedQuery<Outcome>(before: Wait<Outcome>, error: CloudPayError, rules: Rules<Outcome>): Decision<Outcome> {
  const wait = { ...before, error, failures: before.failures + 1, queries: before.queries + 1 };
  // Every host gets its chance at once; when all have failed, the schedule sets the pace.
  return { wait, step: wait.failures < rules.hostCount ? { do: 'query', after: 0 } : askLater(wait, rules) };
}

function askLater<Outcome>(wait: Wait<Outcome>, rules: Rules<Outcome>): Step<Outcome> {
  return { do: 'query', after: rules.gapAfter(wait.queries) };
}

function patienceAfter(error: CloudPayError): number {
  if (error.status === Status.Pending) return patience103;
  return error.code === 'SERVICE_UNCERTAIN' ? pause : 0;
}
