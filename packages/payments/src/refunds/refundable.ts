import {
  ArgumentError,
  type CallOptions,
  type CloudPayClient,
  CloudPayError,
  callWithRetries,
  type OrderOutcome,
} from '@cloudpay/core';
import type { OrderSdk, RefundSdkRequest } from '@cloudpay/proto';
import type { RefundRecord } from '../journal/record.ts';
import { askForOrder } from '../orders/query-order.ts';
import { askForRefunds } from './query-refund.ts';
import type { RefundOutcome } from './refund-outcome.ts';

/** An order as the service tells it, before some of its money goes back. */
export interface Refundable {
  readonly order: OrderSdk;
  /** 分 fen */
  readonly totalFee: number;
  /** The refunds that the service knows. */
  readonly refunds: readonly RefundOutcome[];
}

/**
 * Learns from the service what of an order can be refunded.
 *
 * @param nextOptions makes the options of each question
 * @throws ArgumentError when the order is not paid, or its amount is another one than the caller says
 * @throws CloudPayError `REFUSED_LOCALLY` when it cannot be learnt; nothing was sent that could refund
 */
export async function learnRefundable(
  client: CloudPayClient,
  request: RefundSdkRequest,
  nextOptions: () => CallOptions,
): Promise<Refundable> {
  const { outTradeNo } = request;
  const outcome = await asked(() => askForOrder(client, request, nextOptions(), callWithRetries));
  const order = paidOrder(outcome);
  const refunds = await asked(() =>
    askForRefunds(client, { outTradeNo, payPlatform: order.payPlatform }, nextOptions(), callWithRetries),
  );
  const { totalFee } = order;
  if (totalFee === undefined) throw cannotLearn();
  if (request.totalFee !== undefined && request.totalFee !== totalFee) {
    throw new ArgumentError('totalFee', `订单金额为 ${totalFee} 分 (the order's amount is ${totalFee} fen)`);
  }
  return { order, totalFee, refunds };
}

/**
 * Stops a refund that exceeds what is left of its order. Refunds under way count: both those that the service knows and those that only the
 * journal knows yet.
 *
 * @throws ArgumentError (field `refundFee`)
 */
export function checkRefundable({ totalFee, refunds }: Refundable, refundFee: number, recorded: readonly RefundRecord[]): void {
  const fees = new Map<string | undefined, number>();
  for (const { outRefundNo, state, refundFee: fee } of recorded) if (state !== 'failed') fees.set(outRefundNo, fee);
  // The service's word comes last: it outweighs the journal's.
  for (const { result, refund } of refunds) {
    const fee = refund?.refundFee ?? fees.get(refund?.outRefundNo) ?? 0;
    fees.set(refund?.outRefundNo, result === 'failed' ? 0 : fee);
  }
  const left = totalFee - [...fees.values()].reduce((sum, fee) => sum + fee, 0);
  if (refundFee > left) {
    throw new ArgumentError('refundFee', `超出可退金额 ${left} 分 (exceeds what can be refunded, ${left} fen)`);
  }
}

function paidOrder(outcome: OrderOutcome): OrderSdk {
  if (outcome.result === 'paid' || outcome.result === 'refunded' || outcome.result === 'partlyRefunded') return outcome.order;
  if (outcome.result === 'unknown' || outcome.result === 'awaitingPayment') throw cannotLearn();
  throw new ArgumentError('outTradeNo', `订单未支付，不能退款 (the order is not paid: ${outcome.result})`);
}

async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof CloudPayError && error.code !== 'ABORTED' && error.code !== 'CLOSED') throw cannotLearn(error);
    throw error;
  }
}

function cannotLearn(cause?: CloudPayError): CloudPayError {
  const details = { code: 'REFUSED_LOCALLY', outcome: 'failed', cause } as const;
  return new CloudPayError(
    '无法确认可退金额，未发起退款 (what can be refunded could not be learnt; nothing was refunded)',
    details,
  );
}
