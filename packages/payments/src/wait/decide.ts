import type { CloudPayError } from '@cloudpay/core';
import { InternalStatus, Status } from '@cloudpay/proto';
import type { Watch } from '../journal/record.ts';

/*
 * How a wait for an order or a refund goes:
 *
 *            ┌────────────── the identical request again ──────────────┐
 *            ▼                                                          │
 *   ┌──────────────┐  anything but a decision   ┌──────────────┐  "no such order", fresh, within 45 s,
 *   │     send     │ ─────────────────────────▶ │     ask      │  nobody ever told of it, nothing was refused;
 *   └──────────────┘                            └──────────────┘  or: it is there, and only our request can
 *      │        │                                 │  ▲       │     show whose it is
 *      │        │ refused (104)                   └──┘       │
 *      │        ▼                              later, or     │ the service's word about this very order,
 *      │   ask twice, then `failed`            elsewhere     │ or proof that nothing happened
 *      │ the service's word                                  ▼
 *      └──────────────────────────────────────────────▶  settle
 *
 * `failed` needs the service's word, or one of three proofs: nothing ever left; the only request was refused and two questions find nothing;
 * a minute after the last request two questions, ten seconds apart, find nothing.
 */

/** A question that the service answered with a fresh "no such order". */
export interface Absence {
  /** When the question left, in milliseconds since the wait began. */
  readonly askedAt: number;
  readonly host: string | undefined;
}

/** What the service refused a request with. */
export interface Refusal {
  readonly error: CloudPayError;
  /** When it came, in milliseconds since the wait began. */
  readonly at: number;
  /** It is authentic, and answers the only request that was ever sent. */
  readonly settlesOnlyRequest: boolean;
}

/** What is known of an order (or refund) that is not decided yet. Times are milliseconds since the wait began. */
export interface Wait<Outcome> {
  /** When a request that may have reached the service left first. Undefined while nothing can have arrived. */
  readonly firstSentAt?: number;
  /** From then on "no such order" is proof: no request can be under way any more. */
  readonly provesFrom?: number;
  /** The service, or somebody who was told by it, has told of it: it exists there. */
  readonly isKnown: boolean;
  /** No further request may leave, but to find out whose the order is. */
  readonly mustNotSend: boolean;
  readonly refusal?: Refusal;
  /** Refusals that say that the number belongs to another order (407). */
  readonly conflicts: number;
  /** The service refused without a code, and rounds at all hosts brought the same. */
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
  /** What the service told last. */
  readonly told?: Outcome;
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
 * After a restart: the last request left some time ago, and is never sent again, since the customer has left.
 *
 * @param provesAfter milliseconds from now on until "no such order" is proof
 * @param isKnown somebody was told of it before
 * @param absence the one that an earlier holder found after that
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

/** The service said that it knows no such order, or that the payment platform knows none. */
export interface Absent {
  readonly absent: CloudPayError;
  readonly host: string | undefined;
  readonly fresh: boolean;
  /** The service holds the order, and the payment platform does not know it: nothing is sent again. */
  readonly isAtPlatform?: true;
}

export type FollowUp = 'send' | 'query' | 'giveUp';

/** What came of the last step. */
export type Report<Outcome> = { readonly step: 'send' | 'query'; readonly startedAt: number; readonly now: number } & (
  | {
      /** What the service told of this very order. */
      readonly outcome: Outcome;
      /**
       * The outcome needs another step before it counts: a request that shows whose the order is, or a question that confirms it. `giveUp`: a
       * person has to look, and asking again does not help.
       */
      readonly followUp?: FollowUp | undefined;
    }
  | Absent
  /** Every host that answered refused without a code, for the same reason. */
  | { readonly refusedEverywhere: CloudPayError; readonly keyWasRight: boolean }
  | { readonly error: CloudPayError }
);

/** What to do next. `after` is in milliseconds. */
export type Step<Outcome> =
  | {
      readonly do: 'send';
      readonly after: number;
      /** The order is there: the request finds out whose it is, and can make none. */
      readonly isTie?: true;
    }
  | {
      readonly do: 'query';
      readonly after: number;
      /** Another host than this one, where another one answers. */
      readonly notAt?: string | undefined;
      /** At all hosts at once. */
      readonly everywhere?: true;
    }
  | {
      readonly do: 'settle';
      readonly outcome: Outcome;
      /** The outcome is a conclusion, not the service's word. */
      readonly isConcluded?: true;
    }
  /** The end without a decision. */
  | { readonly do: 'giveUp'; readonly error?: CloudPayError };

/** What the decisions depend on beside the reports. */
export interface Rules<Outcome> {
  /** The gap before the query that follows so many, in milliseconds. */
  gapAfter(queries: number): number;
  readonly hostCount: number;
  /** Whether the request can still be sent: it is in memory, and the caller has not left. */
  readonly canSend: boolean;
  /** Whether the service's word settles the matter. */
  isFinal(outcome: Outcome): boolean;
  /** The outcome when it is certain that nothing happened, and nothing will. */
  failed(error: CloudPayError): Outcome;
  /** The outcome when the number belongs to another order. */
  conflict(error: CloudPayError): Outcome;
}

/**
 * For how long the identical request may be sent again, in milliseconds since the first one left. A customer's code is good for a minute;
 * after that nobody stands at the till who expects to be charged.
 */
export const retryWindow = 45_000;

/**
 * The longest that a request can be under way, in milliseconds after its exchange ended: a network or a queue may deliver it late. Only after
 * that does "no such order" prove that nothing happened.
 */
export const longestUnderWay = 60_000;

/** So far apart are two questions that prove together that nothing happened, in milliseconds. */
const proofGap = 10_000;

/** So long after a refusal the second question is put, in milliseconds: a replica may be late. */
const refusalGap = 3_000;

/** The pause before every host is asked again whether the key is right, in milliseconds. */
const secondRound = 2_000;

/** Status 103 asks for 3 s of patience. */
const patience103 = 3_000;
/** Other uncertain answers of the service, and hosts that all fail. */
const pause = 1_000;
/** How many rounds beyond one try a host are made while no host can be reached at all. */
const extraTries = 2;

interface Decision<Outcome> {
  readonly wait: Wait<Outcome>;
  readonly step: Step<Outcome>;
}

/** Decides the next step. */
export function decide<Outcome extends object>(
  wait: Wait<Outcome>,
  report: Report<Outcome>,
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const { step, startedAt, now } = report;
  if ('refusedEverywhere' in report) return afterRefusalEverywhere(wait, report, rules);
  if (step === 'send') {
    if ('error' in report && !mayHaveArrived(report.error)) return afterUnsent(wait, report.error, rules);
    const sent = afterArrival(wait, startedAt, now);
    if ('error' in report) return afterFailedSend(sent, report.error, now, rules);
    return 'outcome' in report ? afterOutcome(sent, report, rules) : afterAbsentAnswer(sent, report, now);
  }
  const asked = { ...wait, queries: wait.queries + 1 };
  if ('error' in report) return afterFailedQuery(asked, report.error, rules);
  return 'outcome' in report ? afterOutcome(asked, report, rules) : afterAbsence(asked, report, rules);
}

/** Whether a request whose call failed may have reached the service. A refusal by the service has. */
function mayHaveArrived({ outcome, status }: CloudPayError): boolean {
  return outcome === 'unknown' || status !== undefined;
}

function afterArrival<Outcome>(before: Wait<Outcome>, startedAt: number, now: number): Wait<Outcome> {
  const firstSentAt = before.firstSentAt ?? startedAt;
  return { ...before, sends: before.sends + 1, firstSentAt, provesFrom: now + longestUnderWay, absences: [], failures: 0 };
}

function afterOutcome<Outcome>(
  before: Wait<Outcome>,
  { outcome, followUp }: { readonly outcome: Outcome; readonly followUp?: FollowUp | undefined },
  rules: Rules<Outcome>,
): Decision<Outcome> {
  // What was told before is no reason any more.
  const { error: _, ...known } = before;
  const wait: Wait<Outcome> = { ...known, failures: 0, isKnown: true, told: outcome, absences: [] };
  if (followUp === 'giveUp') return { wait, step: { do: 'giveUp' } };
  if (followUp === 'query') return { wait, step: { do: 'query', after: 0 } };
  if (followUp === 'send') {
    if (!rules.canSend) return { wait, step: askLater(wait, rules) };
    const after = wait.ties === 0 ? 0 : rules.gapAfter(wait.queries);
    return { wait: { ...wait, ties: wait.ties + 1 }, step: { do: 'send', after, isTie: true } };
  }
  if (rules.isFinal(outcome)) return { wait, step: { do: 'settle', outcome } };
  return { wait, step: askLater(wait, rules) };
}

function afterAbsence<Outcome>(
  before: Wait<Outcome>,
  report: Absent & { readonly startedAt: number; readonly now: number },
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const { absent: error, host, fresh, startedAt: askedAt, now } = report;
  // It is no reason for an outcome that stays unknown: "no such order" reads as if the customer could be charged again.
  const wait = { ...before, failures: 0, mustNotSend: before.mustNotSend || report.isAtPlatform === true };
  // A copy of an earlier response, or the delay of a replica: the service has told of the order before.
  if (!fresh || wait.isKnown) return { wait, step: askLater(wait, rules) };
  const { firstSentAt = now, refusal } = wait;
  if (rules.canSend && !wait.mustNotSend && now - firstSentAt < retryWindow) {
    // The first repetition goes at once, while the customer waits; further ones keep the pace of the queries.
    const after = wait.sends <= 1 ? 0 : rules.gapAfter(wait.queries);
    if (now + after - firstSentAt < retryWindow) return { wait, step: { do: 'send', after } };
  }
  const absence = { askedAt, host };
  const only = refusal?.settlesOnlyRequest && wait.sends === 1 ? refusal : undefined;
  if (only !== undefined) return provingAfterRefusal(wait, only, absence, now, rules);
  return proving(wait, absence, refusal?.error ?? error, now, rules);
}

/** The request was answered with an order that the payment platform does not know: like a refusal, it is confirmed by two questions. */
function afterAbsentAnswer<Outcome>(before: Wait<Outcome>, { absent: error, fresh }: Absent, now: number): Decision<Outcome> {
  const refusal = { error, at: now, settlesOnlyRequest: fresh && before.sends === 1 };
  return { wait: { ...before, error, mustNotSend: true, refusal }, step: { do: 'query', after: 0 } };
}

/** The only request was refused: two questions, the second 3 s after the refusal, prove that nothing happened. */
function provingAfterRefusal<Outcome>(
  before: Wait<Outcome>,
  refusal: Refusal,
  absence: Absence,
  now: number,
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const wait = { ...before, absences: [...before.absences, absence].slice(-2) };
  const isProof = wait.absences.length === 2 && absence.askedAt >= refusal.at + refusalGap;
  if (isProof) return { wait, step: { do: 'settle', outcome: rules.failed(refusal.error), isConcluded: true } };
  const kept = { ...wait, absences: [absence] };
  return { wait: kept, step: { do: 'query', after: Math.max(0, refusal.at + refusalGap - now), notAt: absence.host } };
}

/** A minute after the last request two questions, ten seconds apart, prove that nothing happened. */
function proving<Outcome>(
  before: Wait<Outcome>,
  absence: Absence,
  error: CloudPayError,
  now: number,
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const { provesFrom = Number.POSITIVE_INFINITY } = before;
  const gap = rules.gapAfter(before.queries);
  if (absence.askedAt <= provesFrom) {
    return { wait: before, step: { do: 'query', after: Math.min(gap, Math.max(1, provesFrom - now + 1)) } };
  }
  const [first] = before.absences;
  if (first !== undefined && absence.askedAt - first.askedAt >= proofGap) {
    return { wait: before, step: { do: 'settle', outcome: rules.failed(error), isConcluded: true } };
  }
  const wait = { ...before, absences: [first ?? absence] };
  const start = (first ?? absence).askedAt;
  return { wait, step: { do: 'query', after: Math.max(0, start + proofGap - now), notAt: (first ?? absence).host } };
}

/** The request provably never left. */
function afterUnsent<Outcome>(before: Wait<Outcome>, error: CloudPayError, rules: Rules<Outcome>): Decision<Outcome> {
  const isFirst = before.sends === 0;
  // That a repetition did not leave is no reason for what became of the request before it.
  const wait = { ...before, error: isFirst ? error : (before.error ?? error) };
  if (error.code === 'REFUSED_LOCALLY') {
    // The order was cancelled, settled or taken over: nothing is sent any more.
    return { wait: { ...wait, mustNotSend: true }, step: isFirst ? failed(rules, error) : { do: 'query', after: 0 } };
  }
  if (error.code !== 'NOT_CONNECTED' && error.code !== 'JOURNAL_UNAVAILABLE') {
    return { wait, step: isFirst ? failed(rules, error) : askLater(wait, rules) };
  }
  const failures = before.failures + 1;
  if (isFirst && failures >= rules.hostCount + extraTries) return { wait, step: failed(rules, error) };
  const after = failures < rules.hostCount ? 0 : pause;
  return { wait: { ...wait, failures }, step: isFirst ? { do: 'send', after } : { do: 'query', after } };
}

/** A request may have arrived, and the service did not tell of the order. */
function afterFailedSend<Outcome>(
  before: Wait<Outcome>,
  error: CloudPayError,
  now: number,
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const wait = { ...before, error };
  if (error.code !== 'SERVICE_REFUSED') return { wait, step: { do: 'query', after: patienceAfter(error) } };
  if (isConflict(error)) return afterConflict(wait, error, now, rules);
  const isAuthentic = error.authenticated === true && error.fresh !== false;
  // A copy of an earlier refusal says nothing of this request.
  if (error.authenticated === true && !isAuthentic) return { wait, step: { do: 'query', after: 0 } };
  const settlesOnlyRequest = isAuthentic && error.status === Status.Failed && wait.sends === 1;
  const refused = { ...wait, mustNotSend: true, refusal: { error, at: now, settlesOnlyRequest } };
  return { wait: refused, step: { do: 'query', after: 0, ...(!isAuthentic && { everywhere: true as const }) } };
}

/** The service says that an order has the number already: status 102, or 104 with 407. */
export function isNumberUsed(error: CloudPayError): boolean {
  return error.fresh !== false && (error.status === Status.NumberUsed || isConflict(error));
}

/** Status 104 with 407: the number was used before, with other content. */
function isConflict({ status, internalStatus }: CloudPayError): boolean {
  return status === Status.Failed && internalStatus === InternalStatus.ReentryConflict;
}

/** One such answer may be a copy of another order's. Two different ones are not. */
function afterConflict<Outcome>(
  before: Wait<Outcome>,
  error: CloudPayError,
  now: number,
  rules: Rules<Outcome>,
): Decision<Outcome> {
  if (error.fresh === false) return { wait: before, step: { do: 'query', after: 0 } };
  const wait = {
    ...before,
    mustNotSend: true,
    conflicts: before.conflicts + 1,
    refusal: { error, at: now, settlesOnlyRequest: false },
  };
  if (wait.conflicts >= 2) return { wait, step: { do: 'settle', outcome: rules.conflict(error) } };
  const { firstSentAt = now } = wait;
  const mayRepeat = rules.canSend && (wait.isKnown || now - firstSentAt < retryWindow);
  return { wait, step: mayRepeat ? { do: 'send', after: 0, isTie: true } : { do: 'query', after: 0 } };
}

/**
 * Every host that answered refuses without a code: mostly the key, the merchant or the shop is wrong. A key that was right before gets a second
 * round.
 */
function afterRefusalEverywhere<Outcome>(
  before: Wait<Outcome>,
  { refusedEverywhere: error, keyWasRight }: { readonly refusedEverywhere: CloudPayError; readonly keyWasRight: boolean },
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const wait = { ...before, queries: before.queries + 1, refusedRounds: before.refusedRounds + 1, error };
  if (before.isKnown) return { wait, step: askLater(wait, rules) };
  if (!keyWasRight || wait.refusedRounds >= 2) return { wait, step: { do: 'giveUp', error } };
  return { wait, step: { do: 'query', after: secondRound, everywhere: true } };
}

function afterFailedQuery<Outcome>(before: Wait<Outcome>, error: CloudPayError, rules: Rules<Outcome>): Decision<Outcome> {
  const wait = { ...before, error, failures: before.failures + 1 };
  // Every host gets its chance at once; when all have failed, the schedule sets the pace.
  const after = wait.failures < rules.hostCount ? 0 : rules.gapAfter(wait.queries);
  if (isCodeless(before.refusal?.error) && isCodeless(error)) {
    return { wait, step: { do: 'query', after: Math.max(after, secondRound), everywhere: true } };
  }
  const last = wait.absences.at(-1);
  return { wait, step: { do: 'query', after, ...(last && { notAt: last.host }) } };
}

/** The service refused without a code: mostly because the key, the merchant or the shop is wrong. */
function isCodeless(error: CloudPayError | undefined): boolean {
  return error?.status === Status.InvalidCall && error.authenticated !== true;
}

function failed<Outcome>(rules: Rules<Outcome>, error: CloudPayError): Step<Outcome> {
  return { do: 'settle', outcome: rules.failed(error), isConcluded: true };
}

function askLater<Outcome>(wait: Wait<Outcome>, rules: Rules<Outcome>): Step<Outcome> {
  return { do: 'query', after: rules.gapAfter(wait.queries) };
}

function patienceAfter(error: CloudPayError): number {
  if (error.status === Status.Pending) return patience103;
  return error.code === 'SERVICE_UNCERTAIN' ? pause : 0;
}
