import { type CallOptions, CloudPayError, checkNumber, type OrderOutcome } from '@cloudpay/core';
import type { QueryOrderSdkRequest } from '@cloudpay/proto';
import type { PaymentsContext } from '../context.ts';
import type { JournalRecord } from '../journal/record.ts';
import { isRecordedOrder, numberReused } from '../pay/subject.ts';
import { queryOrder } from './query-order.ts';

/**
 * 查询订单: `Payments.queryOrder`. Says no more than what is true of the one that this journal knows: after a re-entry conflict the number leads to
 * somebody else's order, and its payment is no reason to hand over goods.
 */
export async function queryOwnOrder(
  context: PaymentsContext,
  request: QueryOrderSdkRequest,
  options: CallOptions = {},
): Promise<OrderOutcome> {
  checkNumber(request?.outTradeNo, 'outTradeNo', context.client.configuration.cloudCashierId);
  const outcome = await queryOrder(context.client, request, options);
  if (!('order' in outcome) || outcome.order === undefined) return outcome;
  const record = await recordOf(context, request.outTradeNo);
  if (record === undefined) return outcome;
  return isRecordedOrder(record, outcome.order) ? outcome : numberReused();
}

/** A journal that fails must not keep the service's word from the caller. */
async function recordOf(context: PaymentsContext, outTradeNo: string): Promise<JournalRecord | undefined> {
  try {
    return await context.journal.read(outTradeNo);
  } catch (error) {
    if (!(error instanceof CloudPayError)) throw error;
    context.reportJournalFailure(outTradeNo, error);
    return undefined;
  }
}
