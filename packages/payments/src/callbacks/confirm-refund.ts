import type { PaymentsContext } from '../context/context.ts';
import type { RefundRecord } from '../journal/record.ts';
import { recordRefundOutcome } from '../journal/refund-entry.ts';
import { askForRefunds } from '../service/ask-refunds.ts';
import { isAnotherRefund, refundNumberReused } from '../service/refund-sdk.ts';
import type { FinishedRefund } from './callback.ts';
import { contradicted, notConfirmed } from './contradiction.ts';

/**
 * Asks the service about a refund that a callback tells of. Its answer settles what the journal has open of it, and wakes
 * whoever waits for the refund. Endpoint `query_refund_order`.
 *
 * @returns the service's present word; `failed` when the journal holds another refund under this number, which was not made
 * @throws CallbackError `contradicted`: the service tells of the refund, and says otherwise
 * @throws CloudPayError when the service cannot tell now, or the journal cannot be used
 */
export async function confirmRefund(context: PaymentsContext, told: FinishedRefund): Promise<FinishedRefund> {
  const { client, journal, liveRefunds } = context;
  const { outTradeNo = '', outRefundNo = '', payPlatform, refundFee } = told.refund;
  const { timeout } = client.configuration;
  const recorded = await markKnown(context, told);
  const { refunds } = await askForRefunds(client, { outTradeNo, outRefundNo, payPlatform }, { timeout });
  const outcome = refunds.find(({ refund }) => refund?.outRefundNo === outRefundNo);
  // The host may be late: its callback has told of the refund.
  if (outcome?.refund === undefined || outcome.result === 'unknown') throw outcome?.error ?? notConfirmed();
  const { refund } = outcome;
  if (recorded !== undefined && refund.refundFee === undefined) throw notConfirmed();
  if (outcome.result === 'failed' && told.outcome.result === 'succeeded') throw contradicted();
  if (refundFee !== undefined && isAnotherRefund({ outTradeNo, refundFee }, refund)) throw contradicted();
  if (recorded !== undefined && isAnotherRefund({ ...recorded, outTradeNo }, refund)) {
    return { refund, outcome: { result: 'failed', refund, error: refundNumberReused() } };
  }
  await recordRefundOutcome(journal, outTradeNo, outRefundNo, outcome);
  liveRefunds.get(outRefundNo)?.wake();
  return { refund, outcome };
}

/**
 * The service has told of the refund: from now on "no such refund" means nothing.
 *
 * @returns the refund that the journal holds under the number
 */
async function markKnown({ journal }: PaymentsContext, { refund: told }: FinishedRefund): Promise<RefundRecord | undefined> {
  const { outTradeNo = '', outRefundNo, refundFee } = told;
  const isNamed = (refund: RefundRecord) => refund.outRefundNo === outRefundNo;
  const record = await journal.update(outTradeNo, ({ record }) => {
    const refunds = record?.refunds ?? [];
    const isOurs = (refund: RefundRecord) => isNamed(refund) && refund.state === 'undecided' && refund.refundFee === refundFee;
    if (record === undefined || !refunds.some((refund) => isOurs(refund) && !refund.isKnown)) return undefined;
    return {
      record: { ...record, refunds: refunds.map((refund) => (isOurs(refund) ? { ...refund, isKnown: true } : refund)) },
      hold: 'keep',
    };
  });
  return record?.refunds?.find(isNamed);
}
