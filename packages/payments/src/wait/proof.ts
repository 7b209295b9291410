import type { CloudPayError } from '@cloudpay/core';
import type { Absence, Refusal, Wait } from './known.ts';
import type { Decision, Rules } from './step.ts';

/** The least time between two queries that prove together that nothing happened, in milliseconds. */
const proofGap = 10_000;

/** The least time between a refusal and the second query, in milliseconds: a replica may be late. */
const refusalGap = 3_000;

/** The only request was refused: two queries, the second 3 s after the refusal, prove that nothing happened. */
export function provingAfterRefusal<Outcome>(
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

/** A minute after the last request, two queries that are ten seconds apart prove that nothing happened. */
export function proving<Outcome>(
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
