import type { ExchangeJson } from '../sandbox/types.ts';

/**
 * How a call ended for its client. `odd`: with what it asked for, but not in the usual way, since the sandbox was told so. `bad`: without.
 */
export function outcomeOf({ verdict, mishap, answer, duration_ms }: ExchangeJson): 'good' | 'odd' | 'bad' {
  const hasNoAnswer = duration_ms !== undefined && answer === undefined;
  const isRefused = answer !== undefined && answer.status !== 0;
  if (verdict.result === 'wrong' || isRefused || hasNoAnswer) return 'bad';
  return mishap === undefined ? 'good' : 'odd';
}
