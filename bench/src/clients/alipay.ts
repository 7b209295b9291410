import { AlipaySdk } from 'alipay-sdk';
import { orderNumber, type Setting } from '../setting.ts';
import type { Call } from './call.ts';

export function connect({ port, privateKey, publicKey }: Setting): Call {
  const sdk = new AlipaySdk({
    appId: '2021000000000000',
    keyType: 'PKCS8',
    privateKey: bare(privateKey),
    alipayPublicKey: bare(publicKey),
    gateway: `http://127.0.0.1:${port}/gateway.do`,
  });
  return async () => {
    await sdk.exec('alipay.trade.query', { bizContent: { out_trade_no: orderNumber } }, { validateSign: true });
  };
}

/** The SDK needs the key without the first and last line of the PEM. */
function bare(pem: string): string {
  return pem.replace(/-----.*?-----|\n/g, '');
}
