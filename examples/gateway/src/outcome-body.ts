import type { CloudPayError } from '@cloudpay/payments';
import { describe } from './errors.ts';

/** An outcome as JSON: errors do not turn into JSON by themselves. */
export function outcomeBody<Outcome extends { readonly result: string; readonly error?: CloudPayError }>(
  outcome: Outcome,
): object {
  return { ...outcome, ...(outcome.error && describe(outcome.error)) };
}
