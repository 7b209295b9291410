import { PayPlatform, scanCodePayEndpoint, TradeType } from '@cloudpay/proto';
import type { Random } from '../environment/random.ts';
import { fingerprintOf, newOrder } from '../service/orders/new-order.ts';
import { refuseField } from '../service/refusals/refusal.ts';
import { repeatOf } from '../service/requests/fingerprint.ts';
import { envelopedHandler } from './handler.ts';

/** The QR code texts by platform. The other platforms have no scan-code payments. */
const codeUrls: ReadonlyMap<PayPlatform | undefined, (random: Random) => string> = new Map([
  [PayPlatform.WechatPay, (random) => `weixin://wxpay/bizpayurl?pr=${random.text(7)}`],
  [PayPlatform.Alipay, (random) => `https://qr.alipay.com/bax${random.text(17)}`],
]);

/**
 * 扫码支付: the customer scans a code that the shop shows. The order waits until the control API lets the customer pay or
 * cancel, or until it expires.
 */
export const scanCodePay = envelopedHandler(scanCodePayEndpoint, {
  perform(request, account) {
    const { orders, random } = account;
    const { outTradeNo } = request.payContent;
    const { payPlatform = PayPlatform.WechatPay } = request.payMchKey;
    account.checkPayMchKey(request.payMchKey);
    account.merchant.checkNumber('pay_content.out_trade_no', outTradeNo);
    const makeCodeUrl = codeUrls.get(payPlatform);
    if (makeCodeUrl === undefined) throw refuseField('pay_mch_key.pay_platform', 'WeChat Pay (1) or Alipay (2)');

    const repeated = repeatOf(orders.find(outTradeNo), fingerprintOf(TradeType.ScanCodePay, request));
    if (repeated !== undefined) return { payload: { codeUrl: repeated.codeUrl } };
    const codeUrl = makeCodeUrl(random);
    orders.add({ ...newOrder(request, payPlatform, TradeType.ScanCodePay, random), codeUrl, stage: 'waiting' });
    return { payload: { codeUrl } };
  },
});
