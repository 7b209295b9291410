import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { merchant, orderNumber, type Setting } from '../setting.ts';

/** The work of one query without an SDK: an envelope with its code, and a response that is verified and parsed. */
export function byHand({ authenKey }: Setting): { seal(): string; open(text: string): void } {
  const key = createSecretKey(Buffer.from(authenKey));
  const { outMchId, outSubMchId, outShopId } = merchant;
  const mchKey = { out_mch_id: outMchId, out_sub_mch_id: outSubMchId, out_shop_id: outShopId };
  return {
    seal() {
      const nonce = randomBytes(16).toString('hex');
      const content = JSON.stringify({ pay_mch_key: mchKey, out_trade_no: orderNumber, nonce_str: nonce });
      const code = codeOf(key, content).toString('hex').toUpperCase();
      return JSON.stringify({ request_content: content, authen_info: { a: { authen_type: 1, authen_code: code } } });
    },
    open(text) {
      const { response_content, authen_info } = JSON.parse(text);
      const code = Buffer.from(authen_info.a.authen_code, 'hex');
      if (!timingSafeEqual(code, codeOf(key, response_content))) throw new Error('a wrong code');
      if (JSON.parse(response_content).query_order.order_content.out_trade_no !== orderNumber) throw new Error('another order');
    },
  };
}

function codeOf(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
