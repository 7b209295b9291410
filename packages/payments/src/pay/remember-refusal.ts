import { ArgumentError, type CallOptions, checkNumber, checkTimeout } from '@cloudpay/core';
import type { PaymentsContext } from '../context/context.ts';

/**
 * Remembers that a request was refused before it was sent, so that its number is never cancelled: it may belong to another order.
 *
 * @returns what `prepare` returned
 */
export async function rememberingRefusal<T>(
  { client, journal }: PaymentsContext,
  outTradeNo: unknown,
  { timeout }: CallOptions,
  prepare: () => T,
): Promise<T> {
  try {
    if (timeout !== undefined) checkTimeout(timeout);
    return prepare();
  } catch (error) {
    const isNumber =
      error instanceof ArgumentError && error.field !== 'outTradeNo' && isOrderNumber(outTradeNo, client.configuration);
    if (isNumber) {
      await journal.update(outTradeNo, ({ record }) => {
        const known = record ?? { outTradeNo, outSubMchId: journal.outSubMchId, state: 'refused' as const };
        return { record: { ...known, hasRefusedDuplicate: true }, hold: 'keep' };
      });
    }
    throw error;
  }
}

/** What is no number of this merchant is no key of the journal: whoever calls may hand over anything. */
function isOrderNumber(text: unknown, { cloudCashierId }: PaymentsContext['client']['configuration']): text is string {
  try {
    checkNumber(text as string, 'outTradeNo', cloudCashierId);
    return true;
  } catch {
    return false;
  }
}
