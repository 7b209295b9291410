import type { ExchangeJson } from '../sandbox/types.ts';

/**
 * How a call ended for its client. `good`: with what it asked for. `none`: a query, with the word that there is no such order or refund. `odd`: with
 * what it asked for, but not in the usual way, since the sandbox was told so. `bad`: without.
 */
type Outcome = 'good' | 'none' | 'odd' | 'bad';

export function outcomeOf(exchange: ExchangeJson): Outcome {
  const { verdict, fault, response, duration_ms } = exchange;
  const hasNoResponse = duration_ms !== undefined && response === undefined;
  const isRefused = response !== undefined && response.status !== 0 && !hasFoundNothing(exchange);
  if (verdict.result === 'wrong' || isRefused || hasNoResponse) return 'bad';
  if (fault !== undefined) return 'odd';
  return hasFoundNothing(exchange) ? 'none' : 'good';
}

const queries: ReadonlySet<string> = new Set(['query_order', 'query_refund_order']);

/** `internal_status` beside status 104: no such order, and no such refund. */
const notFound: ReadonlySet<number> = new Set([400, 426]);

/** Whether a query was told that there is no such thing: many a client asks first, and is content with that. */
export function hasFoundNothing({ endpoint, response }: ExchangeJson): boolean {
  return queries.has(endpoint) && response?.status === 104 && notFound.has(response.internal_status);
}

/** Whether it is listed among the failures. */
export function isFailure(exchange: ExchangeJson): boolean {
  return ['odd', 'bad'].includes(outcomeOf(exchange));
}
