import type { ExchangeJson } from '../sandbox/types.ts';

/**
 * How a call ended for its client. `good`: successfully. `none`: a query found no such order or refund. `odd`:
 * successfully, but with a fault that the sandbox was told to make. `bad`: without success.
 */
type Outcome = 'good' | 'none' | 'odd' | 'bad';

export function outcomeOf(exchange: ExchangeJson): Outcome {
  const { verdict, fault, response, duration_ms } = exchange;
  const hasNoResponse = duration_ms !== undefined && response === undefined;
  const isRefused = response !== undefined && response.status !== 0 && !foundNothing(exchange);
  if (verdict.result === 'wrong' || isRefused || hasNoResponse) return 'bad';
  if (fault !== undefined) return 'odd';
  return foundNothing(exchange) ? 'none' : 'good';
}

const queries: ReadonlySet<string> = new Set(['query_order', 'query_refund_order']);

/** The values of `internal_status` with status 104 for "no such order" and "no such refund". */
const notFound: ReadonlySet<number> = new Set([400, 426]);

/** Whether a query found nothing. Many clients query first, so this is not a failure. */
export function foundNothing({ endpoint, response }: ExchangeJson): boolean {
  return queries.has(endpoint) && response?.status === 104 && notFound.has(response.internal_status);
}

/** Whether the exchange is listed among the failures. */
export function isFailure(exchange: ExchangeJson): boolean {
  return ['odd', 'bad'].includes(outcomeOf(exchange));
}
