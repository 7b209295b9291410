import { ArgumentError, type CallOptions, checkNumber, checkTimeout } from '@cloudpay/core';
import type { PaymentsContext } from '../context/context.ts';

/**
 * Records that a request was refused before it was sent, so that its number is never cancelled: another order may have it.
 *
 * @returns what `prepare` returned
 * @throws what `prepare` throws
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

/** Only a number of this merchant is recorded: the caller may have passed anything. */
function isOrderNumber(text: unknown, { cloudCashierId }: PaymentsContext['client']['configuration']): text is string {
  try {
    checkNumber(text as string, 'outTradeNo', cloudCashierId);
    return true;
  } catch {
    return false;
  }
}
