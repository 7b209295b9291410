import { ArgumentError, type CallOptions, type CloudPayClient, CloudPayError, callWithRetries } from '@cloudpay/core';
import type { OrderSdk, RefundSdkRequest } from '@cloudpay/proto';
import { doubtfulOrder, identifyRecorded, notYetTied } from '../journal/identity.ts';
import type { JournalRecord, RefundRecord } from '../journal/record.ts';
import { refusedLocally } from '../journal/refused-locally.ts';
import { askForOrder, type FoundOrder } from '../service/ask-order.ts';
import { askForRefunds } from '../service/ask-refunds.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';

/** An order as the service reports it before the refund. */
export interface Refundable {
  readonly order: OrderSdk;
  /** 分 fen */
  readonly totalFee: number;
  /** The refunds that the service reports. */
  readonly refunds: readonly RefundOutcome[];
}

/** The order in the journal. */
interface OwnRecord {
  readonly record: JournalRecord | undefined;
  readonly isBeingTaken: boolean;
}

/**
 * Queries the service for what can be refunded.
 *
 * @param own the journal's record of the order, and whether a process is taking its payment right now
 * @param nextOptions makes the options of each query
 * @throws ArgumentError when the order is not paid, or its amount is not the caller's
 * @throws CloudPayError `REFUSED_LOCALLY` when the queries fail, or the order is another one; nothing was refunded
 */
export async function queryRefundable(
  client: CloudPayClient,
  request: RefundSdkRequest,
  own: OwnRecord,
  nextOptions: () => CallOptions,
): Promise<Refundable> {
  const { outTradeNo } = request;
  const found = await orRefuse(() => askForOrder(client, request, nextOptions(), callWithRetries));
  if (found.order !== undefined) checkIsOurs(client, own, found);
  const order = paidOrder(found.outcome);
  const { refunds } = await orRefuse(() =>
    askForRefunds(client, { outTradeNo, payPlatform: order.payPlatform }, nextOptions(), callWithRetries),
  );
  const { totalFee } = order;
  if (totalFee === undefined) throw cannotQuery();
  if (request.totalFee !== undefined && request.totalFee !== totalFee) {
    throw new ArgumentError('totalFee', `订单金额为 ${totalFee} 分 (the order's amount is ${totalFee} fen)`);
  }
  return { order, totalFee, refunds };
}

/**
 * Refuses a refund that exceeds what is left of its order. Undecided refunds count in full: those that the service reports, and
 * those that only the journal knows.
 *
 * @throws ArgumentError (field `refundFee`)
 * @throws CloudPayError `REFUSED_LOCALLY` while it is not known whether an earlier refund arrived: this one may repeat it
 */
export function checkRefundable({ totalFee, refunds }: Refundable, refundFee: number, recorded: readonly RefundRecord[]): void {
  const known = new Map(refunds.map(({ refund, result }) => [refund?.outRefundNo, { result, fee: refund?.refundFee }]));
  const open = recorded.find(({ outRefundNo, state, isKnown }) => state === 'undecided' && !isKnown && !known.has(outRefundNo));
  if (open !== undefined) {
    throw refusedLocally(
      `该订单的退款 ${open.outRefundNo} 结果未定，请先查询它 (the refund ${open.outRefundNo} of this order is not decided: query it first)`,
    );
  }
  const fees = new Map<string | undefined, number>();
  for (const { outRefundNo, state, refundFee: fee } of recorded) if (state !== 'failed') fees.set(outRefundNo, fee);
  // The service comes last, because it overrides the journal.
  for (const [outRefundNo, { result, fee }] of known)
    fees.set(outRefundNo, result === 'failed' ? 0 : (fee ?? fees.get(outRefundNo) ?? 0));
  const left = totalFee - [...fees.values()].reduce((sum, fee) => sum + fee, 0);
  if (refundFee > left) {
    throw new ArgumentError('refundFee', `超出可退金额 ${left} 分 (exceeds what can be refunded, ${left} fen)`);
  }
}

/** The response that said that the number belongs to another order may have been lost. */
function checkIsOurs(client: CloudPayClient, { record, isBeingTaken }: OwnRecord, found: FoundOrder): void {
  if (record === undefined || record.state === 'elsewhere') return;
  const identity = identifyRecorded(record, isBeingTaken, found, client.configuration.authenKeys);
  if (identity === 'another') {
    throw refusedLocally('该订单号属于另一笔订单，未发起退款 (the number belongs to another order; nothing was refunded)');
  }
  if (identity === 'doubtful') throw refusedLocally(doubtfulOrder().message);
  if (identity === 'untied') throw notYetTied();
  if (identity === 'incomplete') throw cannotQuery();
}

function paidOrder(outcome: OrderOutcome): OrderSdk {
  if (outcome.result === 'paid' || outcome.result === 'refunded' || outcome.result === 'partlyRefunded') return outcome.order;
  if (outcome.result === 'unknown' || outcome.result === 'awaitingPayment') throw cannotQuery();
  throw new ArgumentError('outTradeNo', `订单未支付，不能退款 (the order is not paid: ${outcome.result})`);
}

async function orRefuse<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof CloudPayError && error.code !== 'ABORTED' && error.code !== 'CLOSED') throw cannotQuery(error);
    throw error;
  }
}

function cannotQuery(cause?: CloudPayError): CloudPayError {
  return refusedLocally('无法确认可退金额，未发起退款 (what can be refunded could not be learnt; nothing was refunded)', cause);
}
