import type { CloudPayError } from '@cloudpay/core';
import type { Wait } from './known.ts';
import { retryWindow } from './limits.ts';
import { proving, provingAfterRefusal } from './proof.ts';
import { isCodeless } from './refusals.ts';
import type { Absent } from './report.ts';
import { askLater, type Decision, type Rules } from './step.ts';

/** The pause before every host is asked again whether the key is right, in milliseconds. */
const secondRound = 2_000;

/** The service knows no such order. */
export function afterAbsence<Outcome>(
  before: Wait<Outcome>,
  report: Absent & { readonly startedAt: number; readonly now: number },
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const { absent: error, host, fresh, startedAt: askedAt, now } = report;
  // `error` is not kept as the reason of an outcome that stays unknown: "no such order" reads as if the customer could be
  // charged again.
  const wait = { ...before, failures: 0, mustNotSend: before.mustNotSend || report.isAtPlatform === true };
  // A copy of an earlier response, or a replica that is late: the service has reported the order before.
  if (!fresh || wait.isKnown) return { wait, step: askLater(wait, rules) };
  const { firstSentAt = now, refusal } = wait;
  if (rules.canSend && !wait.mustNotSend && now - firstSentAt < retryWindow) {
    // The first retry leaves at once, while the customer waits; further ones keep the pace of the queries.
    const after = wait.sends <= 1 ? 0 : rules.gapAfter(wait.queries);
    if (now + after - firstSentAt < retryWindow) return { wait, step: { do: 'send', after } };
  }
  const absence = { askedAt, host };
  const only = refusal?.settlesOnlyRequest && wait.sends === 1 ? refusal : undefined;
  if (only !== undefined) return provingAfterRefusal(wait, only, absence, now, rules);
  return proving(wait, absence, refusal?.error ?? error, now, rules);
}

/** The query brought no response that can be believed. */
export function afterFailedQuery<Outcome>(
  before: Wait<Outcome>,
  error: CloudPayError,
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const wait = { ...before, error, failures: before.failures + 1 };
  // Every host is tried at once; when all have failed, the schedule sets the pace.
  const after = wait.failures < rules.hostCount ? 0 : rules.gapAfter(wait.queries);
  if (isCodeless(before.refusal?.error) && isCodeless(error)) {
    return { wait, step: { do: 'query', after: Math.max(after, secondRound), everywhere: true } };
  }
  const last = wait.absences.at(-1);
  return { wait, step: { do: 'query', after, ...(last && { notAt: last.host }) } };
}

/**
 * Every host that answered refused without an authentication code: usually the key, the merchant or the shop is wrong. If a
 * response has verified under the key before, the hosts are asked in a second round.
 */
export function afterRefusalEverywhere<Outcome>(
  before: Wait<Outcome>,
  { refusedEverywhere: error, keyWasRight }: { readonly refusedEverywhere: CloudPayError; readonly keyWasRight: boolean },
  rules: Rules<Outcome>,
): Decision<Outcome> {
  const wait = { ...before, queries: before.queries + 1, refusedRounds: before.refusedRounds + 1, error };
  if (before.isKnown) return { wait, step: askLater(wait, rules) };
  if (!keyWasRight || wait.refusedRounds >= 2) return { wait, step: { do: 'giveUp', error } };
  return { wait, step: { do: 'query', after: secondRound, everywhere: true } };
}
