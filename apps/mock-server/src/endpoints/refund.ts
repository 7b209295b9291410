import { encode, PayMchKey, RefundContent, refundEndpoint } from '@cloudpay/proto';
import { platformNumber } from '../service/orders/new-order.ts';
import { payMchKeyOf } from '../service/orders/order-content.ts';
import { refundOrderContentOf } from '../service/refunds/refund-content.ts';
import { Refusal, refusals } from '../service/refusals/refusal.ts';
import { fingerprint, repeatOf } from '../service/requests/fingerprint.ts';
import { known } from '../service/requests/known-fields.ts';
import type { Account } from '../service/sandbox/account.ts';
import { envelopedHandler } from './handler.ts';

/** From this version on, the service checks who permits the refund. */
const checksOperator = 2;

/**
 * 退款: refunds a paid order in full or in part. An accepted refund is not finished: query it. The request may be signed
 * instead of having a code.
 */
export const refund = envelopedHandler(refundEndpoint, {
  perform(request, account) {
    const { orders, refunds } = account;
    const { payMchKey, refundContent, orderClient, nonceStr } = request;
    const { outTradeNo, outRefundNo } = refundContent;
    account.checkPayMchKey(payMchKey);
    account.checkSerialNumber(payMchKey, orderClient);
    account.merchant.checkNumber('refund_content.out_trade_no', outTradeNo);
    account.merchant.checkNumber('refund_content.out_refund_no', outRefundNo);
    if (request.apiVersion === checksOperator) checkOperator(payMchKey, account);

    const order = orders.get(outTradeNo);
    const asked = fingerprint(encode(PayMchKey, payMchKey), encode(RefundContent, refundContent));
    const made =
      repeatOf(refunds.find(outRefundNo), asked) ??
      refunds.add(
        {
          outTradeNo,
          outRefundNo,
          refundId: platformNumber(order.payPlatform, account.random),
          refundContent: known(refundContent),
          orderClient: known(orderClient),
          nonceStr,
          fingerprint: asked,
        },
        order,
      );
    return { payload: { payMchKey: payMchKeyOf(order), refundOrderContent: refundOrderContentOf(made, order) } };
  },
});

/** The merchant's manager may permit any refund. A member of staff needs the right to refund. */
function checkOperator(payMchKey: PayMchKey, { shops }: Account): void {
  const { authorizationStaffId, outShopId } = payMchKey;
  const staff = shops.get(outShopId ?? '')?.staffInfos?.find(({ staffId }) => staffId === authorizationStaffId);
  if (!isSubMchAdmin(payMchKey) && !staff?.refundAuth) throw new Refusal(refusals.operatorNotPermitted);
}

/** Documents before October 2019 call the field is_sub_admin. The service accepts both names. */
function isSubMchAdmin(payMchKey: PayMchKey): boolean {
  const { is_sub_mch_admin: current, is_sub_admin: former } = encode(PayMchKey, payMchKey) as Record<string, unknown>;
  return (current ?? former) === true;
}
