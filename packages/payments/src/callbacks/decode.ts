import type { Configuration } from '@cloudpay/core';
import { decode, FieldError, isJsonObject, type PayMchKey, PaymentCallback, parseJson, RefundCallback } from '@cloudpay/proto';
import { classifyOrder } from '../service/classify-order.ts';
import { classifyRefund } from '../service/classify-refund.ts';
import { toOrderSdk } from '../service/order-sdk.ts';
import { toRefundSdk } from '../service/refund-sdk.ts';
import type { Callback } from './callback.ts';
import { CallbackError } from './callback-error.ts';

/** The merchant whose callbacks are accepted. */
export type Merchant = Pick<Configuration, 'outMchId' | 'outSubMchId'>;

/**
 * Reads the content of a callback that is authentic.
 *
 * @throws CallbackError `unreadable`, `otherMerchant`
 */
export function decodeCallback(content: string, merchant: Merchant): Callback {
  try {
    const json = parseJson(content);
    if (!isJsonObject(json)) throw unreadable();
    const isPayment = json.order_content !== undefined;
    if (isPayment === (json.refund_order_content !== undefined)) throw unreadable();
    return isPayment ? readPayment(json, merchant) : readRefunds(json, merchant);
  } catch (error) {
    throw error instanceof FieldError || error instanceof SyntaxError ? unreadable(error) : error;
  }
}

function readPayment(json: Record<string, unknown>, merchant: Merchant): Callback {
  const callback = decode(PaymentCallback, json, { wrongTypes: 'keep' });
  checkIsFor(merchant, callback.payMchKey);
  const order = toOrderSdk(callback);
  if (!order.outTradeNo) throw unreadable();
  return { type: 'payment', order, outcome: classifyOrder(order), ...nonceOf(callback) };
}

function readRefunds(json: Record<string, unknown>, merchant: Merchant): Callback {
  const { payMchKey, refundOrderContent = [], ...callback } = decode(RefundCallback, json, { wrongTypes: 'keep' });
  checkIsFor(merchant, payMchKey);
  const refunds = refundOrderContent.map((content) => toRefundSdk(content, payMchKey));
  if (refunds.length === 0 || refunds.some(({ outTradeNo, outRefundNo }) => !outTradeNo || !outRefundNo)) throw unreadable();
  return {
    type: 'refund',
    refunds: refunds.map((refund) => ({ refund, outcome: classifyRefund(refund) })),
    ...nonceOf(callback),
  };
}

function checkIsFor(merchant: Merchant, { outMchId, outSubMchId }: PayMchKey = {}): void {
  if (outMchId === merchant.outMchId && outSubMchId === merchant.outSubMchId) return;
  throw new CallbackError(
    'otherMerchant',
    '不是本商户的回调 (the callback is about another merchant: check outMchId and outSubMchId)',
  );
}

function nonceOf({ nonceStr }: { nonceStr?: string }): { nonceStr?: string } {
  return nonceStr === undefined ? {} : { nonceStr };
}

function unreadable(cause?: unknown): CallbackError {
  return new CallbackError('unreadable', '内容既不是支付也不是退款 (the content is neither a payment nor a refund)', cause);
}
