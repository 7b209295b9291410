import { afterOutcome } from './after-outcome.ts';
import { afterAbsence, afterFailedQuery, afterRefusalEverywhere } from './after-query.ts';
import { afterAbsentAnswer, afterArrival, afterFailedSend, afterUnsent, mayHaveArrived } from './after-send.ts';
import type { Wait } from './known.ts';
import type { Report } from './report.ts';
import type { Decision, Rules } from './step.ts';

/*
 * The states of a wait for an order or a refund:
 *
 *            ┌───────────── send the identical request again ───────────┐
 *            ▼                                                          │
 *   ┌──────────────┐  anything but a decision   ┌──────────────┐  fresh "no such order", within 45 s, and the
 *   │     send     │ ─────────────────────────▶ │    query     │  service never reported the order, nor refused;
 *   └──────────────┘                            └──────────────┘  or: the order exists, and only our own request
 *      │        │                                 │  ▲       │     can show whose it is
 *      │        │ refused (104)                   └──┘       │
 *      │        ▼                              later, or at  │ the service reports this very order as final,
 *      │   query twice, then `failed`          another host  │ or proof that nothing happened
 *      │ the service reports it as final                     ▼
 *      └──────────────────────────────────────────────▶  settle
 *
 * `failed` needs a final state from the service, or one of three proofs: no request ever left; the only request was refused and two
 * queries find nothing; a minute after the last request, two queries that are ten seconds apart find nothing.
 */

/**
 * Decides the next step of a wait. It is pure: `report` carries the time.
 *
 * @param wait what is known so far
 * @param report the result of the last step
 */
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
