import type { Wait } from './known.ts';
import type { FollowUp } from './report.ts';
import { askLater, type Decision, type Rules } from './step.ts';

/** The service reported the order, in answer to a request or a query. */
export function afterOutcome<Outcome>(
  before: Wait<Outcome>,
  { outcome, followUp }: { readonly outcome: Outcome; readonly followUp?: FollowUp | undefined },
  rules: Rules<Outcome>,
): Decision<Outcome> {
  // An earlier error explains nothing once the service has reported the order.
  const { error: _, ...known } = before;
  const wait: Wait<Outcome> = { ...known, failures: 0, isKnown: true, lastOutcome: outcome, absences: [] };
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
