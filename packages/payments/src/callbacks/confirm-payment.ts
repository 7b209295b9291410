import type { OrderOutcome } from '@cloudpay/core';
import { type PaymentsContext, tolerating } from '../context.ts';
import { OrderEntry } from '../journal/order-entry.ts';
import { queryOrder } from '../orders/query-order.ts';
import { isSameOrder } from '../pay/subject.ts';
import type { PaymentCallback } from './callback.ts';
import { contradicted, notConfirmed } from './contradiction.ts';

/** The outcomes of an order that someone has paid, whatever became of the money since. */
const paidOnce: ReadonlySet<OrderOutcome['result']> = new Set(['paid', 'partlyRefunded', 'refunded', 'reversed']);

/**
 * Asks the service about a payment that a callback tells of, and settles with its word whoever waits for it, or what the journal has open of
 * it. Endpoint `query_order`.
 *
 * @returns the callback, with the service's present word in place of its own: a late or replayed one tells of the past
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
  await tolerating(context, outTradeNo, settle(context, outTradeNo, outcome));
  return { ...told, order, outcome };
}

function isAnotherAmount(theirs: number | undefined, told: number | undefined): boolean {
  return theirs !== undefined && told !== undefined && theirs !== told;
}

/** An order that is not the recorded one is left to its wait, or to `resume`, which says so. */
async function settle({ journal, live }: PaymentsContext, outTradeNo: string, outcome: OrderOutcome): Promise<void> {
  const record = await journal.read(outTradeNo);
  if (record === undefined) return;
  if ('order' in outcome && outcome.order && !isSameOrder(record, outcome.order)) return;
  const wait = live.get(outTradeNo);
  if (wait === undefined) {
    await OrderEntry.resume(journal, record).settle(outcome);
    return;
  }
  if (wait.learn(outcome)) await wait.outcome;
}
