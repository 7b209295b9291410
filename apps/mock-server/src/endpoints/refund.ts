import { encode, PayMchKey, RefundContent, refundEndpoint } from '@cloudpay/proto';
import { fingerprint, repeatOf } from '../service/fingerprint.ts';
import { known } from '../service/known-fields.ts';
import type { Account } from '../service/merchant/account.ts';
import { platformNumber } from '../service/orders/new-order.ts';
import { payMchKeyOf } from '../service/orders/order-content.ts';
import { refundOrderContentOf } from '../service/refunds/refund-content.ts';
import { Refusal, refusals } from '../wire/refusal.ts';
import { envelopedHandler } from './handler.ts';

/** From this version on the service checks who permits the refund. */
const checksOperator = 2;

/** 退款: gives back some or all of a paid order. Accepted is not yet refunded: querying tells. May be signed in place of a code. */
export const refund = envelopedHandler(refundEndpoint, {
  perform(request, account) {
    const { orders, refunds } = account;
    const { payMchKey, refundContent, orderClient, nonceStr } = request;
    const { outTradeNo, outRefundNo } = refundContent;
    account.checkPayMchKey(payMchKey);
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

/** The merchant's own manager may permit any refund, a member of staff those that their rights allow. */
function checkOperator({ isSubAdmin, authorizationStaffId, outShopId }: PayMchKey, { shops }: Account): void {
  const staff = shops.get(outShopId ?? '')?.staffInfos?.find(({ staffId }) => staffId === authorizationStaffId);
  if (!isSubAdmin && !staff?.refundAuth) throw new Refusal(refusals.operatorNotPermitted);
}
