import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { orderNumber, type Setting, serial } from '../setting.ts';
import type { Call } from './call.ts';

const { Wechatpay } = createRequire(import.meta.url)('wechatpay-axios-plugin');

export function connect({ port, privateKey, publicKey }: Setting): Call {
  const client = new Wechatpay({
    mchid: '1900000001',
    serial: '0'.repeat(40),
    privateKey: createPrivateKey(privateKey),
    certs: { [serial]: createPublicKey(publicKey) },
    baseURL: `http://127.0.0.1:${port}/`,
  });
  return async () => {
    await client.v3.pay.transactions.outTradeNo._no_.get({ params: { mchid: '1900000001' }, no: orderNumber });
  };
}
