import { beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import {
  call,
  customersCode,
  freshNumber,
  microPayContent,
  orderClient,
  queryContent,
  queryRefundContent,
  refundContent,
} from './support/client.ts';

const sn = 's'.repeat(127);
const code = customersCode('wechat', '0000');

describe('a device that was bound with use_device_setting', () => {
  let server: MockServer;
  beforeAll(async () => {
    server = await startMockServer();
    const query = new URLSearchParams({ osi: server.merchant.outShopId, si: 'a code', sn });
    const response = await fetch(`${server.url}/cpay/use_device_setting?${query}`);
    expect(await response.json()).toMatchObject({ status: 0, use_device_setting: { device_id: '824' } });
    return () => server.close();
  });

  const calls: Readonly<Record<string, (paid: string, client: object) => object>> = {
    micro_pay: (_paid, client) => microPayContent(freshNumber(), code, { orderClient: { ...client } }),
    query_order: (paid, client) => ({ ...queryContent(paid), order_client: client }),
    refund: (paid, client) => ({ ...refundContent(paid, freshNumber()), order_client: client }),
    query_refund_order: (paid, client) => ({ ...queryRefundContent(paid), order_client: client }),
  };
  const orderWithRefund = async () => {
    const outTradeNo = freshNumber();
    const client = { ...orderClient, sn_code: sn };
    await call(server.url, 'micro_pay', microPayContent(outTradeNo, code, { orderClient: client }));
    await call(server.url, 'refund', { ...refundContent(outTradeNo, freshNumber()), order_client: client });
    return outTradeNo;
  };

  it.each(Object.keys(calls))('must send its serial number in %s', async (endpoint) => {
    const paid = await orderWithRefund();
    const ask = (client: object) => call(server.url, endpoint, calls[endpoint]?.(paid, { ...orderClient, ...client }));
    for (const wrong of [{}, { sn_code: 'another' }]) {
      expect(await ask(wrong)).toMatchObject({ authentic: true, content: { status: 104, internal_status: 9110 } });
    }
    expect(await ask({ sn_code: sn })).toMatchObject({ authentic: true, content: { status: 0 } });
  });

  it('need not send it in a query without the device, or for another device', async () => {
    expect((await call(server.url, 'query_order', queryContent(await orderWithRefund()))).content.status).toBe(0);
    const other = microPayContent(freshNumber(), code, { orderClient: { device_id: '825' } });
    expect((await call(server.url, 'micro_pay', other)).content.status).toBe(0);
  });
});
