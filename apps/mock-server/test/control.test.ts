import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { isLoopbackAddress, isLoopbackHost } from '../src/origin/loopback.ts';
import { control, customersCode, freshNumber, microPay, queryOrder, stateIn } from './support/client.ts';

const waitingForEver = customersCode('wechat', '0010');

async function withWaitingOrder(test: (server: MockServer, outTradeNo: string) => Promise<void>, code = waitingForEver) {
  await using server = await startMockServer();
  const outTradeNo = freshNumber();
  await microPay(server.url, outTradeNo, code);
  await test(server, outTradeNo);
}

describe('GET /sandbox/merchant', () => {
  it('returns the default merchant with its keys', async () => {
    await using server = await startMockServer();
    const { http, json } = await control(server.url, 'GET', 'merchant');
    expect(http).toBe(200);
    expect(json).toMatchObject({
      out_mch_id: 'sz01lXKA6DKGjNzr2l4B',
      out_sub_mch_id: 'sz01KzuCUOmw8yjtPite',
      out_shop_id: 'sz011biKxOguirmBqiFR',
      mch_id: '1900007941',
      sub_mch_id: '1900008341',
      shop_id: '432',
      order_prefixes: ['sz010002cz', '01000052'],
      device_id: '824',
      staff_id: '1206',
      authen_key: '1F6E3C2B9A8D4E5F7061524334251607',
      private_key: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----/),
    });
    expect(server.merchant.privateKey).toBe(json.private_key);
    expect(server.merchant.outMchId).toBe(json.out_mch_id);
  });
});

describe('GET /sandbox/state', () => {
  it('shows orders, shops and calls', async () => {
    await withWaitingOrder(async (server, outTradeNo) => {
      await queryOrder(server.url, outTradeNo);
      const { json } = await control(server.url, 'GET', 'state');
      expect(json).toMatchObject({
        orders: [
          {
            out_trade_no: outTradeNo,
            pay_platform: 1,
            trade_type: 1,
            total_fee: 2,
            current_trade_state: 9,
            paid: false,
            refunded_fee: 0,
            charges: 0,
          },
        ],
        refunds: [],
        shops: [{ out_shop_id: 'sz011biKxOguirmBqiFR', shop_id: '432' }],
        logins: [],
        callbacks: [],
        calls: { micro_pay: 1, query_order: 1 },
      });
      expect(server.state().orders[0]).toMatchObject({ outTradeNo, currentTradeState: 9 });
    });
  });
});

describe('GET /sandbox/scenarios', () => {
  it('describes each payment code in both languages', async () => {
    await using server = await startMockServer();
    const { json } = await control(server.url, 'GET', 'scenarios');
    expect(json.scenarios).toEqual(server.scenarios);
    expect(server.scenarios[1]).toEqual({
      digits: '0001',
      zh: '等待输密码，第二次查询时付清',
      en: 'waits for the password; paid at the second query',
    });
  });
});

describe('the customer of a waiting order', () => {
  it.each(['by HTTP', 'by function'])('pays (%s)', async (how) => {
    await withWaitingOrder(async (server, outTradeNo) => {
      if (how === 'by HTTP') expect((await control(server.url, 'POST', `orders/${outTradeNo}/pay`)).http).toBe(200);
      else server.payOrder(outTradeNo);
      expect(stateIn(await queryOrder(server.url, outTradeNo), 'query_order')).toBe(2);
      expect(server.state().orders[0]).toMatchObject({ paid: true, charges: 1 });
    });
  });

  it.each(['by HTTP', 'by function'])('cancels (%s)', async (how) => {
    await withWaitingOrder(async (server, outTradeNo) => {
      if (how === 'by HTTP') expect((await control(server.url, 'POST', `orders/${outTradeNo}/decline`)).http).toBe(200);
      else server.declineOrder(outTradeNo);
      expect(stateIn(await queryOrder(server.url, outTradeNo), 'query_order')).toBe(5);
      expect(server.state().orders[0]).toMatchObject({ paid: false, charges: 0 });
    });
  });

  it('stays in the state that the control API set, whatever the scenario', async () => {
    await withWaitingOrder(
      async (server, outTradeNo) => {
        server.declineOrder(outTradeNo);
        for (let n = 0; n < 3; n++) expect(stateIn(await queryOrder(server.url, outTradeNo), 'query_order')).toBe(5);
      },
      customersCode('wechat', '0001'),
    );
  });

  it('cannot pay twice, or for an order that does not exist', async () => {
    await withWaitingOrder(async (server, outTradeNo) => {
      server.payOrder(outTradeNo);
      expect(() => server.payOrder(outTradeNo)).toThrow(/does not wait/);
      expect((await control(server.url, 'POST', `orders/${outTradeNo}/pay`)).http).toBe(409);
      expect((await control(server.url, 'POST', `orders/${outTradeNo}/decline`)).http).toBe(409);
      expect((await control(server.url, 'POST', 'orders/sz010002czNONE/pay')).http).toBe(404);
      expect(server.state().orders[0]?.charges).toBe(1);
    });
  });
});

describe('POST /sandbox/clock', () => {
  it('moves the clock', async () => {
    await using server = await startMockServer({ now: () => 1_568_810_077_000 });
    expect((await control(server.url, 'POST', 'clock', { advance_seconds: 120 })).http).toBe(200);
    const response = await fetch(`${server.url}/cpay/ping`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ timestamp: 1_568_810_197 });
  });

  it.each([{}, { advance_seconds: -1 }, { advance_seconds: '5' }, { advance_seconds: 1e300 }, [], 'x'])(
    'refuses %j',
    async (body) => {
      await using server = await startMockServer();
      expect((await control(server.url, 'POST', 'clock', body)).http).toBe(400);
    },
  );
});

describe('POST /sandbox/reset', () => {
  it.each(['by HTTP', 'by function'])('returns to the first state, except for the keys (%s)', async (how) => {
    const now = () => 1_568_810_077_000;
    await using server = await startMockServer({ now });
    await using fresh = await startMockServer({ now });
    await microPay(server.url, freshNumber(), waitingForEver);
    const { privateKey } = server.merchant;
    server.advanceClock(3600);
    expect(server.state()).not.toEqual(fresh.state());
    if (how === 'by HTTP') expect((await control(server.url, 'POST', 'reset')).http).toBe(200);
    else server.reset();
    expect(server.state()).toEqual(fresh.state());
    expect(server.merchant.privateKey).toBe(privateKey);
  });

  it('forgets first requests too', async () => {
    await using server = await startMockServer();
    const outTradeNo = freshNumber();
    const pay = () => microPay(server.url, outTradeNo, customersCode('wechat', '0006'));
    expect((await pay()).content.status).toBe(3);
    server.reset();
    expect((await pay()).content.status).toBe(3);
    expect((await pay()).content.status).toBe(0);
  });
});

describe('the control API is for this machine only', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['fe80::1', false],
    ['127.0.0.1.evil.example', false],
    [undefined, false],
  ])('peer %s: %s', (address, allowed) => {
    expect(isLoopbackAddress(address)).toBe(allowed);
  });

  it.each([
    ['127.0.0.1:8787', true],
    ['localhost', true],
    ['LOCALHOST:80', true],
    ['[::1]:8787', true],
    [undefined, true],
    ['evil.example', false],
    ['evil.example:8787', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example:80', false],
    ['10.0.0.1:8787', false],
    ['', false],
  ])('host %s: %s', (host, allowed) => {
    expect(isLoopbackHost(host)).toBe(allowed);
  });

  it('refuses a page with a rebound domain, for each call', async () => {
    await using server = await startMockServer();
    const headers = { host: 'evil.example' };
    expect((await control(server.url, 'GET', 'merchant', undefined, headers)).http).toBe(403);
    expect((await control(server.url, 'POST', 'reset', undefined, headers)).http).toBe(403);
    expect((await control(server.url, 'GET', 'no-such-call', undefined, headers)).http).toBe(403);
  });

  it('accepts HTTP/1.0 without a Host header', async () => {
    await using server = await startMockServer();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.end('GET /sandbox/state HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  const outward = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
  it.skipIf(outward === undefined)('refuses callers from the network, although they may pay', async () => {
    await using server = await startMockServer({ host: '0.0.0.0' });
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    const url = server.url.replace('127.0.0.1', outward as string);
    expect((await control(url, 'GET', 'merchant')).http).toBe(403);
    expect((await control(url, 'GET', 'merchant', undefined, { host: 'localhost' })).http).toBe(403);
    expect((await microPay(url, freshNumber(), customersCode('wechat', '0000'))).content.status).toBe(0);
    expect((await control(server.url, 'GET', 'state')).json).toMatchObject({ calls: { micro_pay: 1 } });
  });

  it('answers unknown control calls with an error', async () => {
    await using server = await startMockServer();
    expect(await control(server.url, 'GET', 'no-such-call')).toEqual({ http: 404, json: { error: 'no such control call' } });
  });
});
