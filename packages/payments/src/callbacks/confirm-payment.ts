import type { PaymentsContext } from '../context/context.ts';
import { saysPaid } from '../journal/cancellation.ts';
import { doubtfulOrder, identifyRecorded, numberReused } from '../journal/identity.ts';
import { markKnown, recordedOutcome, recordOutcome } from '../journal/order-state.ts';
import type { JournalRecord } from '../journal/record.ts';
import { afterPayment, isStronger } from '../journal/strength.ts';
import { askForOrder, type FoundOrder } from '../service/ask-order.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { withRefunds } from '../service/with-refunds.ts';
import { awaitOutcome } from '../wait/await-outcome.ts';
import type { PaymentCallback } from './callback.ts';
import { contradicted, notConfirmed } from './contradiction.ts';

/** The outcomes of an order that was paid at some time, whatever became of the money since. */
const paidOnce: ReadonlySet<OrderOutcome['result']> = new Set(['paid', 'partlyRefunded', 'refunded', 'reversed']);

/**
 * Queries the service about the payment of a callback. The response wakes the wait for the payment, or settles its record in
 * the journal. Endpoint `query_order`.
 *
 * @returns the callback with the present outcome, since a late or replayed callback reports the past; `reentryConflict` when
 * the journal holds another order under this number; `unknown` with `needsPerson` when it may hold another one
 * @throws CallbackError `contradicted` when the service reports the order and contradicts the callback
 * @throws CloudPayError when the service cannot confirm now, or the journal cannot be used
 */
export async function confirmPayment(context: PaymentsContext, callback: PaymentCallback): Promise<PaymentCallback> {
  const { client, journal } = context;
  const { outTradeNo = '', payPlatform, tradeType } = callback.order;
  const { timeout } = client.configuration;
  const known = await markKnown(journal, outTradeNo);
  const found = await askForOrder(client, { outTradeNo, payPlatform, tradeType }, { timeout });
  // The host may be late: the service has reported the order in its callback.
  if (found.order === undefined) throw notConfirmed();
  const outcome = await withRefunds(client, found.outcome, { timeout }, known?.refunds);
  if (outcome.result === 'unknown' || outcome.result === 'awaitingPayment') throw outcome.error ?? notConfirmed();
  if (outcome.result === 'failed' && paidOnce.has(callback.outcome.result)) throw contradicted();
  if (isAnotherAmount(found.order.totalFee, callback.order.totalFee)) throw contradicted();
  // As it stands now: the payment may have begun, or ended, since.
  const { record, held } = await journal.find(outTradeNo);
  const settled = record === undefined ? outcome : await settle(context, record, held === 'elsewhere', found, outcome);
  return { ...callback, order: found.order, outcome: settled };
}

function isAnotherAmount(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** @returns what the response means for the order that the journal holds under this number */
async function settle(
  context: PaymentsContext,
  record: JournalRecord,
  isHeldElsewhere: boolean,
  found: FoundOrder,
  reported: OrderOutcome,
): Promise<OrderOutcome> {
  const { client, journal, live } = context;
  const { outTradeNo, state } = record;
  if (state === 'elsewhere' || state === 'refused') return reported;
  if (state === 'reentryConflict') return numberReused();
  const wait = live.get(outTradeNo);
  if (wait !== undefined) return settleWait(wait, client.configuration.timeout);
  const identity = identifyRecorded(record, isHeldElsewhere, found, client.configuration.authenKeys);
  if (identity === 'another') return numberReused();
  if (identity === 'doubtful') return { result: 'unknown', order: found.order, needsPerson: true, error: doubtfulOrder() };
  if (identity !== 'ours') throw notConfirmed();
  if (saysPaid(reported) && journal.cancellations.mayTakeEffect(record)) throw notConfirmed();
  await recordOutcome(journal, outTradeNo, reported);
  const outcome = afterPayment(reported, record);
  return isStronger(outcome, state) ? outcome : recordedOutcome(record, outcome);
}

/** Lets the wait query at once. It may first have to repeat its request, which shows whose the order is. */
async function settleWait(
  wait: { readonly outcome: Promise<OrderOutcome>; wake(): void },
  timeout: number,
): Promise<OrderOutcome> {
  wait.wake();
  const outcome = await awaitOutcome(wait.outcome, { timeout }).catch(() => undefined);
  const isDecided = outcome !== undefined && outcome.result !== 'unknown' && outcome.result !== 'awaitingPayment';
  if (isDecided || (outcome?.result === 'unknown' && outcome.needsPerson)) return outcome;
  throw notConfirmed();
}
