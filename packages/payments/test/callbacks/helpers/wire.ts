// Callbacks and answers as Cloud Pay writes them: by hand, without the code under test.
import { authenKey, authenticationCode, merchant } from '@cloudpay/test-kit';

/** Another merchant's key. */
export const otherKey = '00000000000000000000000000000000';

/** The service provider's key, which signs callbacks. */
export const providerKey = '7C0A5B9E2D4F61830A1B2C3D4E5F6071';

export const payMchKey = {
  pay_platform: 1,
  out_mch_id: merchant.outMchId,
  out_sub_mch_id: merchant.outSubMchId,
  out_shop_id: merchant.outShopId,
};

export const orderClient = { device_id: 824, machine_no: '00:16:3e:00:00:01', terminal_type: 1, staff_id: '1206' };

export function orderContent(outTradeNo = 'sz010002cz1', state = 2, totalFee = 1999) {
  return {
    out_trade_no: outTradeNo,
    trade_type: 1,
    author_code: '134520273825387649',
    total_fee: totalFee,
    fee_type: 'CNY',
    body: '咖啡/coffee ☕',
    nonce_str: 'beM31vIaC1rgyDIX43fJxjhs77eKMrIf',
    create_time: 1_566_803_217,
    time_end: 1_566_803_220,
    wxpay_order_content_ext: { current_trade_state: state, bank_type: 'CMB_DEBIT' },
  };
}

export function refundOrderContent(outRefundNo = 'sz010002czr1', state = 2, outTradeNo = 'sz010002cz1') {
  return {
    out_refund_no: outRefundNo,
    out_trade_no: outTradeNo,
    total_fee: 1999,
    refund_fee: 100,
    refund_fee_type: 'CNY',
    wxpay_refund_order_content_ext: { state },
  };
}

export function paymentContent(outTradeNo?: string, nonceStr = 'E94C00688C3F429CA2B0B396BF823548', state?: number) {
  return {
    pay_mch_key: payMchKey,
    order_content: orderContent(outTradeNo, state),
    order_client: orderClient,
    nonce_str: nonceStr,
  };
}

export function refundContent(
  refunds: readonly object[] = [refundOrderContent()],
  nonceStr = 'A94C00688C3F429CA2B0B396BF823548',
) {
  return { pay_mch_key: payMchKey, refund_order_content: refunds, nonce_str: nonceStr };
}

/** The request envelope around a content. */
export function seal(content: object | string, key = authenKey): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return JSON.stringify({
    request_content: text,
    authen_info: { a: { authen_type: 1, authen_code: authenticationCode(text, key) } },
  });
}

/** What Cloud Pay reads of the response to its callback. */
export function readReply(
  body: string,
  key = authenKey,
): { status: number; description: string; authentic: boolean | undefined } {
  const { response_content: text, authen_info: info } = JSON.parse(body);
  const authentic =
    info === undefined ? undefined : info.a.authen_type === 1 && info.a.authen_code === authenticationCode(text, key);
  return { ...JSON.parse(text), authentic };
}
