import { createHmac } from 'node:crypto';
import type { MockServer } from '@cloudpay/mock-server';

/** A payment as another client of the same merchant may have made it. */
export interface RawPayment {
  readonly outTradeNo: string;
  readonly totalFee: number;
  readonly authorCode: string;
  readonly deviceId: string;
}

/** Pays at the sandbox by a request that is made and signed here, without the SDK. */
export async function payRaw({ url, merchant }: MockServer, payment: RawPayment): Promise<void> {
  const { outTradeNo, totalFee, authorCode, deviceId } = payment;
  const requestContent = JSON.stringify({
    pay_mch_key: {
      pay_platform: authorCode.startsWith('1') ? 1 : 2,
      out_mch_id: merchant.outMchId,
      out_sub_mch_id: merchant.outSubMchId,
      out_shop_id: merchant.outShopId,
    },
    pay_content: { out_trade_no: outTradeNo, author_code: authorCode, total_fee: totalFee, fee_type: 'CNY', body: 'raw' },
    order_client: {
      device_id: deviceId,
      machine_no: deviceId,
      staff_id: '1206',
      terminal_type: 4,
      sdk_version: '1.0.0',
      spbill_create_ip: '192.168.1.10',
    },
    nonce_str: outTradeNo.padEnd(32, '0').slice(0, 32),
  });
  const code = createHmac('sha256', merchant.authenKey).update(requestContent).digest('hex').toUpperCase();
  const body = JSON.stringify({
    request_content: requestContent,
    authen_info: { a: { authen_type: 1, authen_code: code } },
  });
  const response = await fetch(`${url}/cpay/micro_pay`, { method: 'POST', body });
  const { response_content: content } = (await response.json()) as { response_content: string };
  const { status, description } = JSON.parse(content);
  if (status !== 0) throw new Error(`the sandbox refused the payment: ${description}`);
}
