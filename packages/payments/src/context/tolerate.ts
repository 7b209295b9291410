import { CloudPayError } from '@cloudpay/core';
import type { PaymentsContext } from './context.ts';

/** Waits for the journal. A failure is reported, and must not keep an outcome from the caller. */
export async function tolerate<T>(context: PaymentsContext, outTradeNo: string, use: Promise<T>): Promise<T | undefined> {
  try {
    return await use;
  } catch (error) {
    if (!(error instanceof CloudPayError)) throw error;
    context.reportJournalFailure(outTradeNo, error);
    return undefined;
  }
}
