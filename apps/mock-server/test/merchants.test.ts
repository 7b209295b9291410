// Two merchants neither see nor change each other's data.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Merchant, type MockServer, startMockServer } from '../src/index.ts';
import { authenCode, call, control, customersCode, microPayContent, type Reply } from './support/client.ts';
import { makeMerchant } from './support/merchants.ts';

let server: MockServer;
let first: Merchant;
let second: Merchant;
beforeEach(async () => {
  server = await startMockServer({ merchants: [makeMerchant()] });
  [first, second] = server.merchants as [Merchant, Merchant];
});
afterEach(() => server.close());

const nonce = { nonce_str: 'x' };

const keyOf = ({ outMchId, outSubMchId, outShopId }: Merchant) => ({
  pay_platform: 1,
  out_mch_id: outMchId,
  out_sub_mch_id: outSubMchId,
  out_shop_id: outShopId,
});

/** @param by the merchant whose key authenticates the call */
const callAs = (by: Merchant, endpoint: string, content: object): Promise<Reply> =>
  call(server.url, endpoint, content, { secret: by.authenKey });

function pay(merchant: Merchant, outTradeNo: string, by = merchant, scenario = '0000'): Promise<Reply> {
  return callAs(by, 'micro_pay', {
    ...microPayContent(outTradeNo, customersCode('wechat', scenario)),
    pay_mch_key: keyOf(merchant),
  });
}

const query = (merchant: Merchant, outTradeNo: string) =>
  callAs(merchant, 'query_order', { pay_mch_key: keyOf(merchant), out_trade_no: outTradeNo, ...nonce });

const numberOf = ({ cloudCashierId }: Merchant, serial = 1) => `${cloudCashierId}${String(serial).padStart(10, '0')}`;

describe('two merchants', () => {
  it('each pay with their own key and numbers', async () => {
    for (const merchant of [first, second]) {
      const reply = await pay(merchant, numberOf(merchant));
      expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
      expect((reply.content.micro_pay as { pay_mch_key: object }).pay_mch_key).toMatchObject(keyOf(merchant));
      expect(server.state({ outSubMchId: merchant.outSubMchId }).orders).toMatchObject([
        { outTradeNo: numberOf(merchant), charges: 1 },
      ]);
    }
    expect(server.state().orders).toHaveLength(2);
  });

  it("cannot call with each other's key", async () => {
    for (const [merchant, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const { content, authentic } = await pay(merchant, numberOf(merchant), other);
      expect({ ...content, authentic }).toMatchObject({ status: 101, internal_status: 7, authentic: undefined });
    }
    expect(server.state().orders).toEqual([]);
  });

  it("cannot use each other's numbers, shops or service provider", async () => {
    expect((await pay(second, numberOf(first))).content).toMatchObject({
      status: 101,
      description: expect.stringContaining('pay_content.out_trade_no'),
    });
    const strange = { out_shop_id: first.outShopId, out_mch_id: first.outMchId };
    for (const [field, value] of Object.entries(strange)) {
      const content = {
        ...microPayContent(numberOf(second), customersCode('wechat', '0000')),
        pay_mch_key: { ...keyOf(second), [field]: value },
      };
      const reply = await callAs(second, 'micro_pay', content);
      expect(reply.content).toMatchObject({ status: 101, description: expect.stringContaining(`pay_mch_key.${field}`) });
    }
    expect(server.state().orders).toEqual([]);
  });

  it("neither see nor move each other's orders", async () => {
    await pay(first, numberOf(first));
    await pay(first, numberOf(first, 2), first, '0010');
    expect((await query(second, numberOf(first))).content.status).toBe(101);
    const end = { pay_mch_key: keyOf(second), out_trade_no: numberOf(first), ...nonce };
    const { order_client } = microPayContent('', '');
    for (const endpoint of ['reverse', 'close_order']) {
      const reply = await callAs(second, endpoint, { ...end, order_client, trade_type: 1 });
      expect(reply.content.status).toBe(101);
    }
    const refund = {
      out_trade_no: numberOf(first),
      out_refund_no: numberOf(second),
      total_fee: 2,
      refund_fee: 1,
      refund_fee_type: 'CNY',
    };
    const reply = await callAs(second, 'refund', { ...end, refund_content: refund, order_client });
    expect(reply.content.status).toBe(101);
    expect(server.state().orders).toMatchObject([
      { refundedFee: 0, currentTradeState: 2 },
      { refundedFee: 0, currentTradeState: 9 },
    ]);
  });

  it('have lists and statistics of their own', async () => {
    await pay(first, numberOf(first));
    await pay(first, numberOf(first, 2));
    await pay(second, numberOf(second));
    const period = { start_time: 0, end_time: 2 ** 31, page_num: 1, page_size: 10, ...nonce };
    for (const [merchant, count] of [
      [first, 2],
      [second, 1],
    ] as const) {
      const by = { out_sub_mch_id: merchant.outSubMchId, ...period };
      const { content: detail } = await callAs(merchant, 'client_order_detail', { ...by, query_order_type: 3 });
      expect(detail.order_detail_query).toMatchObject({ total_count: count });
      const { content: list } = await callAs(merchant, 'query_order_list', { ...by, order_type: 1 });
      expect(list.query_order_list).toMatchObject({ total_count: count });
      const { content: sales } = await callAs(merchant, 'client_sub_mch_sales_overview', by);
      expect(sales.client_sub_mch_sales_overview).toMatchObject({
        overview: { success_count: count, success_amount: count * 2 },
      });
      const { content: names } = await callAs(merchant, 'sdk_query_sub_mch_info', by);
      expect(names.query_sub_mch_info).toMatchObject({
        sub_mch_infos: [{ sub_mch_infos: [{ cloud_cashier_id: merchant.cloudCashierId, sub_mch_id: merchant.subMchId }] }],
      });
    }
  });

  it('have shops of their own: replacing all of one does not affect the other', async () => {
    const content = {
      out_mch_id: second.outMchId,
      out_sub_mch_id: second.outSubMchId,
      is_all: true,
      shop_infos: [{ shop_id: first.shopId, shop_name: '新店' }],
      ...nonce,
    };
    expect((await callAs(second, 'set_sub_mch_shop_info', content)).content.status).toBe(0);
    expect(server.state({ outSubMchId: first.outSubMchId }).shops).toMatchObject([
      { outShopId: first.outShopId, shopName: '云支付体验店' },
    ]);
    expect(server.state({ outSubMchId: second.outSubMchId }).shops).toMatchObject([{ shopId: first.shopId, shopName: '新店' }]);
  });

  it('have logins of their own: the token of one is unknown to the other', async () => {
    const begin = async ({ outSubMchId, outShopId }: Merchant) => {
      const content = { out_sub_mch_id: outSubMchId, out_shop_id: outShopId, authorize_terminal_type: 1 };
      const reply = await call(server.url, 'client_initialize', content, { authenInfo: null });
      return reply.content.client_initialize as { token: string; activator: string };
    };
    const ask = ({ outSubMchId }: Merchant, token: string) =>
      call(server.url, 'client_try_get_initializers', { out_sub_mch_id: outSubMchId, token }, { authenInfo: null });
    const { token, activator } = await begin(second);
    server.scanLogin(activator, { staffId: 's1' });
    expect((await ask(first, token)).content).toMatchObject({ status: 104, internal_status: 3302 });
    expect((await ask(second, token)).content.client_try_get_initializers).toMatchObject({
      initialization_granted: true,
      staff_id: 's1',
      sub_mch_info: {
        cloud_cashier_id: second.cloudCashierId,
        client_configuration_ciphers: [{ key: second.configurationKey }],
      },
    });
    const atFirst = await begin(first);
    server.scanLogin(atFirst.activator, { staffId: 's1' });
    expect((await ask(first, atFirst.token)).content).toMatchObject({ status: 104, internal_status: 3301 });
  });

  it('are found by the numbers of WeChat Pay, and by device settings', async () => {
    const map = (mch: object) => call(server.url, 'query_identity_mapping', { mch }, { authenInfo: null });
    for (const { mchId, subMchId, shopId, outMchId, outSubMchId, outShopId } of [first, second]) {
      const { content } = await map({ mch_id: mchId, sub_mch_id: subMchId, shop_id: shopId });
      expect(content.query_identity_mapping).toMatchObject({
        out_mch_id: outMchId,
        out_sub_mch_id: outSubMchId,
        out_shop_id: outShopId,
      });
    }
    const mixed = await map({ mch_id: first.mchId, sub_mch_id: second.subMchId, shop_id: second.shopId });
    expect(mixed.content).toMatchObject({ status: 101, description: expect.stringContaining('mch.sub_mch_id') });
    const setting = await fetch(`${server.url}/cpay/use_device_setting?osi=${second.outShopId}&si=1&sn=1`);
    expect(await setting.json()).toMatchObject({
      use_device_setting: { authen_key: second.authenKey, cloud_cashier_id: '03000001', device_id: 'd1' },
    });
  });

  it('have configuration keys that are rotated for one or for all', async () => {
    const keys = async ({ outSubMchId, outShopId, staffId }: Merchant) => {
      const begun = await call(
        server.url,
        'client_initialize',
        { out_sub_mch_id: outSubMchId, out_shop_id: outShopId, authorize_terminal_type: 1 },
        { authenInfo: null },
      );
      const { activator, token } = begun.content.client_initialize as { activator: string; token: string };
      server.scanLogin(activator, { staffId });
      const { content } = await call(
        server.url,
        'client_try_get_initializers',
        { out_sub_mch_id: outSubMchId, token },
        { authenInfo: null },
      );
      const { sub_mch_info: info } = content.client_try_get_initializers as {
        sub_mch_info: { client_configuration_ciphers: unknown[] };
      };
      return info.client_configuration_ciphers.length;
    };
    server.rotateCiphers({ outSubMchId: second.outSubMchId });
    expect([await keys(first), await keys(second)]).toEqual([1, 2]);
    server.rotateCiphers();
    expect([await keys(first), await keys(second)]).toEqual([2, 3]);
    expect(() => server.rotateCiphers({ outSubMchId: 'nobody' })).toThrow(/no such merchant/);
  });

  it('get their callbacks with their own key, each at its own URL', async () => {
    const received: { path: string; authentic: boolean[] }[] = [];
    const receiver = createServer(async (request, response) => {
      const { request_content: content, authen_info: info } = JSON.parse(await text(request));
      const authentic = [first, second].map(({ authenKey }) => info.a.authen_code === authenCode(content, authenKey));
      received.push({ path: request.url as string, authentic });
      response.writeHead(200, { connection: 'close' }).end('{"response_content":"{\\"status\\":0}"}');
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    server.sendCallbacksTo({ url: `${url}/all`, key: 'merchant' });
    await control(server.url, 'POST', 'callbacks', {
      url: `${url}/second`,
      key: 'merchant',
      out_sub_mch_id: second.outSubMchId,
    });
    await pay(first, numberOf(first));
    await pay(second, numberOf(second));
    await vi.waitFor(() => expect(received).toHaveLength(2));
    expect(received).toContainEqual({ path: '/all', authentic: [true, false] });
    expect(received).toContainEqual({ path: '/second', authentic: [false, true] });
    receiver.close();
  });

  it('are listed by the control API with their keys', async () => {
    const { json } = await control(server.url, 'GET', 'merchants');
    expect(json.merchants).toMatchObject([
      { out_sub_mch_id: first.outSubMchId, private_key: first.privateKey },
      { out_sub_mch_id: second.outSubMchId, authen_key: second.authenKey, private_key: second.privateKey },
    ]);
    const { json: state } = await control(server.url, 'GET', `state?out_sub_mch_id=${second.outSubMchId}`);
    expect(state.shops).toMatchObject([{ out_shop_id: second.outShopId }]);
    expect((await control(server.url, 'GET', 'state?out_sub_mch_id=nobody')).http).toBe(404);
  });
});

it('an unknown merchant is refused with the name of the field, whatever the key', async () => {
  const stranger = { ...keyOf(first), out_sub_mch_id: 'sz01Nobody' };
  const content = { ...microPayContent(numberOf(first), customersCode('wechat', '0000')), pay_mch_key: stranger };
  const reply = await callAs(first, 'micro_pay', content);
  expect(reply).toMatchObject({
    authentic: undefined,
    content: { status: 101, description: expect.stringContaining('pay_mch_key.out_sub_mch_id') },
  });
});
