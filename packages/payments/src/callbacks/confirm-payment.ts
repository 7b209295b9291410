import type { OrderOutcome } from '@cloudpay/core';
import type { OrderSdk } from '@cloudpay/proto';
import { type PaymentsContext, tolerating } from '../context.ts';
import { OrderEntry } from '../journal/order-entry.ts';
import { queryOrder } from '../orders/query-order.ts';
import { isRecordedOrder, numberReused } from '../pay/subject.ts';
import type { PaymentCallback } from './callback.ts';
import { contradicted, notConfirmed } from './contradiction.ts';

/** The outcomes of an order that someone has paid, whatever became of the money since. */
const paidOnce: ReadonlySet<OrderOutcome['result']> = new Set(['paid', 'partlyRefunded', 'refunded', 'reversed']);

/**
 * Asks the service about a payment that a callback tells of, and settles with its word whoever waits for it, or what the journal has open of
 * it. Endpoint `query_order`.
 *
 * @returns the callback, with the service's present word in place of its own: a late or replayed one tells of the past; `reentryConflict`
 * when the journal holds another order under this number
 * @throws CallbackError `contradicted`: the service knows of no such payment
 * @throws CloudPayError when the service cannot tell now
 */
export async function confirmPayment(context: PaymentsContext, told: PaymentCallback): Promise<PaymentCallback> {
  const { client } = context;
  const { outTradeNo = '', payPlatform, tradeType } = told.order;
  const { timeout } = client.configuration;
  const outcome = await queryOrder(client, { outTradeNo, payPlatform, tradeType }, { timeout });
  if (outcome.result === 'unknown' || outcome.result === 'awaitingPayment') {
    throw ('error' in outcome ? outcome.error : undefined) ?? notConfirmed();
  }
  if (outcome.result === 'notFound' || outcome.result === 'reentryConflict') throw contradicted();
  if (outcome.result === 'failed' && paidOnce.has(told.outcome.result)) throw contradicted();
  const order = outcome.order ?? told.order;
  if (isAnotherAmount(order.totalFee, told.order.totalFee)) throw contradicted();
  const isOurs = (await tolerating(context, outTradeNo, settle(context, outTradeNo, order, outcome))) ?? true;
  return { ...told, order, outcome: isOurs ? outcome : numberReused() };
}

function isAnotherAmount(theirs: number | undefined, told: number | undefined): boolean {
  return theirs !== undefined && told !== undefined && theirs !== told;
}

/**
 * @returns false when the journal holds another order under this number: somebody else's payment says nothing of ours, whose wait, or
 * `resume`, finds that out
 */
async function settle(
  { journal, live }: PaymentsContext,
  outTradeNo: string,
  order: OrderSdk,
  outcome: OrderOutcome,
): Promise<boolean> {
  const record = await journal.read(outTradeNo);
  if (record === undefined) return true;
  if (!isRecordedOrder(record, order)) return false;
  const wait = live.get(outTradeNo);
  if (wait === undefined) await OrderEntry.resume(journal, record).settle(outcome);
  else if (wait.learn(outcome)) await wait.outcome;
  return true;
}
