import { type PaymentsContext, tolerating } from '../context.ts';
import { RefundEntry } from '../journal/refund-entry.ts';
import { askForRefund } from '../refunds/query-refund.ts';
import type { RefundOutcome } from '../refunds/refund-outcome.ts';
import type { FinishedRefund } from './callback.ts';
import { contradicted, notConfirmed } from './contradiction.ts';

/**
 * Asks the service about a refund that a callback tells of, and settles with its word whoever waits for it, or what the journal has open of it.
 * Endpoint `query_refund_order`.
 *
 * @returns the service's present word
 * @throws CallbackError `contradicted`: the service knows of no such refund, or says that it failed
 * @throws CloudPayError when the service cannot tell now
 */
export async function confirmRefund(context: PaymentsContext, told: FinishedRefund): Promise<FinishedRefund> {
  const { client } = context;
  const { outTradeNo = '', outRefundNo = '', payPlatform } = told.refund;
  const { timeout } = client.configuration;
  const outcome = await askForRefund(client, { outTradeNo, outRefundNo, payPlatform }, { timeout });
  if (outcome.result === 'unknown') throw outcome.error ?? notConfirmed();
  if (outcome.result === 'notFound') throw contradicted();
  if (outcome.result === 'failed' && told.outcome.result === 'succeeded') throw contradicted();
  await tolerating(context, outTradeNo, settle(context, outTradeNo, outRefundNo, outcome));
  return { refund: outcome.refund ?? told.refund, outcome };
}

async function settle(
  { journal, liveRefunds }: PaymentsContext,
  outTradeNo: string,
  outRefundNo: string,
  outcome: RefundOutcome,
): Promise<void> {
  const wait = liveRefunds.get(outRefundNo);
  if (wait !== undefined) {
    if (wait.learn(outcome)) await wait.outcome;
    return;
  }
  const record = await journal.read(outTradeNo);
  const refund = record?.refunds?.find((item) => item.outRefundNo === outRefundNo);
  if (record && refund?.state === 'undecided') await RefundEntry.resume(journal, record, refund).settle(outcome);
}
