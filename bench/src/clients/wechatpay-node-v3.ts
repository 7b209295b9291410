import { createRequire } from 'node:module';
import { orderNumber, type Setting } from '../setting.ts';
import type { Call } from './call.ts';

const require = createRequire(import.meta.url);
const WxPay = require('wechatpay-node-v3');
const { PayRequest } = require('wechatpay-node-v3/dist/lib/pay-request');

export function connect({ port, privateKey, publicKey }: Setting): Call {
  /** The SDK's host is fixed, but its HTTP client can be replaced. This is its own HTTP client with another host. */
  class LocalRequest extends PayRequest {
    get(url: string, headers: Record<string, string>) {
      return super.get(url.replace('https://api.mch.weixin.qq.com', `http://127.0.0.1:${port}`), headers);
    }
  }
  const pay = new WxPay({
    appid: 'wx0000000000000000',
    mchid: '1900000001',
    serial_no: '0'.repeat(40),
    publicKey: Buffer.from(publicKey),
    privateKey: Buffer.from(privateKey),
  });
  pay.createHttp(new LocalRequest());
  return async () => {
    const { status } = await pay.query({ out_trade_no: orderNumber });
    if (status !== 200) throw new Error(`status ${status}`);
  };
}
