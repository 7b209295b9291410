import type { PaymentsContext } from '../context/context.ts';
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

/** The outcomes of an order that someone has paid, whatever became of the money since. */
const paidOnce: ReadonlySet<OrderOutcome['result']> = new Set(['paid', 'partlyRefunded', 'refunded', 'reversed']);

/**
 * Asks the service about a payment that a callback tells of. Its answer wakes whoever waits for the payment, or settles what the journal has open
 * of it. Endpoint `query_order`.
 *
 * @returns the callback, with the service's present word in place of its own: a late or replayed one tells of the past; `reentryConflict`
 * when the journal holds another order under this number; `unknown` with `needsPerson` when it may be another one
 * @throws CallbackError `contradicted`: the service tells of the order, and says otherwise
 * @throws CloudPayError when the service cannot tell now, or the journal cannot be used
 */
export async function confirmPayment(context: PaymentsContext, told: PaymentCallback): Promise<PaymentCallback> {
  const { client, journal } = context;
  const { outTradeNo = '', payPlatform, tradeType } = told.order;
  const { timeout } = client.configuration;
  const record = await markKnown(journal, outTradeNo);
  const found = await askForOrder(client, { outTradeNo, payPlatform, tradeType }, { timeout });
  // The host may be late: its callback has told of the order.
  if (found.order === undefined) throw notConfirmed();
  const outcome = await withRefunds(client, found.outcome, { timeout }, record?.refunds);
  if (outcome.result === 'unknown' || outcome.result === 'awaitingPayment') throw outcome.error ?? notConfirmed();
  if (outcome.result === 'failed' && paidOnce.has(told.outcome.result)) throw contradicted();
  if (isAnotherAmount(found.order.totalFee, told.order.totalFee)) throw contradicted();
  const settled = record === undefined ? outcome : await settle(context, record, found, outcome);
  return { ...told, order: found.order, outcome: settled };
}

function isAnotherAmount(theirs: number | undefined, told: number | undefined): boolean {
  return theirs !== undefined && told !== undefined && theirs !== told;
}

/** @returns what the service's word says of the order that the journal holds under this number */
async function settle(
  context: PaymentsContext,
  record: JournalRecord,
  found: FoundOrder,
  told: OrderOutcome,
): Promise<OrderOutcome> {
  const { client, journal, live } = context;
  const { outTradeNo, state } = record;
  if (state === 'elsewhere' || state === 'refused') return told;
  if (state === 'reentryConflict') return numberReused();
  const wait = live.get(outTradeNo);
  if (wait !== undefined) return settleWait(wait, client.configuration.timeout);
  const isHeldElsewhere = (await journal.find(outTradeNo)).held === 'elsewhere';
  const identity = identifyRecorded(record, isHeldElsewhere, found, client.configuration.authenKeys);
  if (identity === 'another') return numberReused();
  if (identity === 'doubtful') return { result: 'unknown', order: found.order, needsPerson: true, error: doubtfulOrder() };
  if (identity !== 'ours') throw notConfirmed();
  if (told.result === 'paid' && journal.cancellations.mayTakeEffect(record)) throw notConfirmed();
  await recordOutcome(journal, outTradeNo, told);
  const outcome = afterPayment(told, record);
  return isStronger(outcome, state) ? outcome : recordedOutcome(record, outcome);
}

/** The wait asks at once. It may have to repeat its request first, which shows whose the order is. */
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
