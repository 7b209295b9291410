import type { ExchangeJson } from '../sandbox/types.ts';

/** Whether the client did not get what it asked for, be it its own fault or the sandbox's. */
export function isFailing({ verdict, mishap, answer, duration_ms }: ExchangeJson): boolean {
  const hasEnded = duration_ms !== undefined;
  const isRefused = answer !== undefined && answer.status !== 0;
  return verdict.result === 'wrong' || isRefused || mishap !== undefined || (hasEnded && answer === undefined);
}
