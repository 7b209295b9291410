import type { PaymentsContext } from '../context/context.ts';
import { markRefundKnown, recordRefundOutcome } from '../journal/refund-entry.ts';
import { askForRefunds } from '../service/ask-refunds.ts';
import { isAnotherRefund, refundNumberReused } from '../service/refund-sdk.ts';
import type { FinishedRefund } from './callback.ts';
import { contradicted, notConfirmed } from './contradiction.ts';

/**
 * Queries the service about a refund of a callback. The response settles its record in the journal, and wakes the wait for it.
 * Endpoint `query_refund_order`.
 *
 * @returns the refund with its present outcome; `failed` when the journal holds another refund under this number, which was not
 * made
 * @throws CallbackError `contradicted` when the service reports the refund and contradicts the callback
 * @throws CloudPayError when the service cannot confirm now, or the journal cannot be used
 */
export async function confirmRefund(context: PaymentsContext, callback: FinishedRefund): Promise<FinishedRefund> {
  const { client, journal, liveRefunds } = context;
  const { outTradeNo = '', outRefundNo = '', payPlatform, refundFee } = callback.refund;
  const { timeout } = client.configuration;
  const recorded = await markRefundKnown(journal, outTradeNo, outRefundNo, refundFee);
  const { refunds } = await askForRefunds(client, { outTradeNo, outRefundNo, payPlatform }, { timeout });
  const outcome = refunds.find(({ refund }) => refund?.outRefundNo === outRefundNo);
  // The host may be late: the service has reported the refund in its callback.
  if (outcome?.refund === undefined || outcome.result === 'unknown') throw outcome?.error ?? notConfirmed();
  const { refund } = outcome;
  if (recorded !== undefined && refund.refundFee === undefined) throw notConfirmed();
  if (outcome.result === 'failed' && callback.outcome.result === 'succeeded') throw contradicted();
  if (refundFee !== undefined && isAnotherRefund({ outTradeNo, refundFee }, refund)) throw contradicted();
  if (recorded !== undefined && isAnotherRefund({ ...recorded, outTradeNo }, refund)) {
    return { refund, outcome: { result: 'failed', refund, error: refundNumberReused() } };
  }
  await recordRefundOutcome(journal, outTradeNo, outRefundNo, outcome);
  liveRefunds.get(outRefundNo)?.wake();
  return { refund, outcome };
}
