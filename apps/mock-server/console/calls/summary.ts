import type { Language } from '../language/language.ts';
import type { ExchangeJson } from '../sandbox/types.ts';

/** The short text of a line: the reason of a refusal, or else the order number. */
export function summaryOf({ verdict, response, request }: ExchangeJson, language: Language): string {
  if (verdict.result === 'wrong') return verdict.diagnosis[language];
  if (response !== undefined && response.status !== 0) return response.description;
  return orderNumberIn(request.content) ?? '';
}

function orderNumberIn(content: object | undefined): string | undefined {
  for (const [name, value] of Object.entries(content ?? {})) {
    if (name === 'out_trade_no' && typeof value === 'string') return value;
    const nested = typeof value === 'object' && value !== null ? orderNumberIn(value) : undefined;
    if (nested !== undefined) return nested;
  }
  return undefined;
}
