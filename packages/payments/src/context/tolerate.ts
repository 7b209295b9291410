import { CloudPayError } from '@cloudpay/core';
import type { PaymentsContext } from './context.ts';

/** Waits for a use of the journal whose failure must not keep an outcome from the caller. */
export async function tolerate<T>(context: PaymentsContext, outTradeNo: string, use: Promise<T>): Promise<T | undefined> {
  try {
    return await use;
  } catch (error) {
    if (!(error instanceof CloudPayError)) throw error;
    context.reportJournalFailure(outTradeNo, error);
    return undefined;
  }
}
