import type { CloudPayError } from '@cloudpay/core';
import { Status } from '@cloudpay/proto';
import type { Wait } from './known.ts';
import { longestUnderWay, retryWindow } from './limits.ts';
import { isConflict } from './refusals.ts';
import type { Absent } from './report.ts';
import { askLater, type Decision, type Rules, type Step } from './step.ts';

/** The pause that the service asks for with status 103, in milliseconds. */
const patience103 = 3_000;
/** The pause after other uncertain responses, and after a round in which all hosts failed, in milliseconds. */
const pause = 1_000;
/** How many more times the request is tried than there are hosts, while no host can be reached. */
const extraTries = 2;

/** Whether a request whose call failed may have reached the service. A request that the service refused has. */
export function mayHaveArrived({ outcome, status }: CloudPayError): boolean {
  return outcome === 'unknown' || status !== undefined;
}

/** Counts a request that may have reached the service. */
export function afterArrival<Outcome>(before: Wait<Outcome>, startedAt: number, now: number): Wait<Outcome> {
  const firstSentAt = before.firstSentAt ?? startedAt;
  return { ...before, sends: before.sends + 1, firstSentAt, provesFrom: now + longestUnderWay, absences: [], failures: 0 };
}

/** The request provably never left. */
export function afterUnsent<Outcome>(before: Wait<Outcome>, error: CloudPayError, rules: Rules<Outcome>): Decision<Outcome> {
  const isFirst = before.sends === 0;
  // A retry that did not leave does not explain what became of the request before it.
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

/** A request may have arrived, and the service did not report the order. */
export function afterFailedSend<Outcome>(
  before: Wait<Outcome>,
  error: CloudPayError,
  now: number,
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const wait = { ...before, error };
  if (error.code !== 'SERVICE_REFUSED') return { wait, step: { do: 'query', after: patienceAfter(error) } };
  if (isConflict(error)) return afterConflict(wait, error, now, rules);
  const isAuthentic = error.authenticated === true && error.fresh !== false;
  // A copy of an earlier refusal proves nothing about this request.
  if (error.authenticated === true && !isAuthentic) return { wait, step: { do: 'query', after: 0 } };
  const settlesOnlyRequest = isAuthentic && error.status === Status.Failed && wait.sends === 1;
  const refused = { ...wait, mustNotSend: true, refusal: { error, at: now, settlesOnlyRequest } };
  return { wait: refused, step: { do: 'query', after: 0, ...(!isAuthentic && { everywhere: true as const }) } };
}

/**
 * The request was answered with an order that the payment platform does not know. Like a refusal, two queries have to confirm it.
 */
export function afterAbsentAnswer<Outcome>(
  before: Wait<Outcome>,
  { absent: error, fresh }: Absent,
  now: number,
): Decision<Outcome> {
  const refusal = { error, at: now, settlesOnlyRequest: fresh && before.sends === 1 };
  return { wait: { ...before, error, mustNotSend: true, refusal }, step: { do: 'query', after: 0 } };
}

/**
 * The service says that the number was used with other content. One such response may be a copy of another order's; two
 * different ones are not.
 */
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

function failed<Outcome>(rules: Rules<Outcome>, error: CloudPayError): Step<Outcome> {
  return { do: 'settle', outcome: rules.failed(error), isConcluded: true };
}

function patienceAfter(error: CloudPayError): number {
  if (error.status === Status.Pending) return patience103;
  return error.code === 'SERVICE_UNCERTAIN' ? pause : 0;
}
