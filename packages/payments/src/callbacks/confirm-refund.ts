import type { PaymentsContext } from '../context/context.ts';
import { tolerate } from '../context/tolerate.ts';
import { recordRefundOutcome } from '../journal/refund-entry.ts';
import { askForRefunds } from '../service/ask-refunds.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import { awaitOutcome } from '../wait/await-outcome.ts';
import type { FinishedRefund } from './callback.ts';
import { contradicted, notConfirmed } from './contradiction.ts';

/**
 * Asks the service about a refund that a callback tells of. Its answer wakes whoever waits for the refund, or settles what the journal has open
 * of it. Endpoint `query_refund_order`.
 *
 * @returns the service's present word
 * @throws CallbackError `contradicted`: the service knows of no such refund, or says that it failed
 * @throws CloudPayError when the service cannot tell now
 */
export async function confirmRefund(context: PaymentsContext, told: FinishedRefund): Promise<FinishedRefund> {
  const { client, journal, liveRefunds } = context;
  const { outTradeNo = '', outRefundNo = '', payPlatform } = told.refund;
  const { timeout } = client.configuration;
  const { refunds, none } = await askForRefunds(client, { outTradeNo, outRefundNo, payPlatform }, { timeout });
  const outcome = refunds.find(({ refund }) => refund?.outRefundNo === outRefundNo);
  if (outcome === undefined && none === undefined) throw notConfirmed();
  if (outcome === undefined) throw contradicted();
  if (outcome.result === 'unknown') throw outcome.error ?? notConfirmed();
  if (outcome.result === 'failed' && told.outcome.result === 'succeeded') throw contradicted();
  const wait = liveRefunds.get(outRefundNo);
  if (wait !== undefined) await settleWait(wait, timeout);
  else await tolerate(context, outTradeNo, recordRefundOutcome(journal, outTradeNo, outRefundNo, outcome));
  return { refund: outcome.refund ?? told.refund, outcome };
}

async function settleWait(wait: { readonly outcome: Promise<RefundOutcome>; wake(): void }, timeout: number): Promise<void> {
  wait.wake();
  await awaitOutcome(wait.outcome, { timeout }).catch(() => undefined);
}
