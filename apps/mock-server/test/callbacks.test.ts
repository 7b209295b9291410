import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import {
  authenCode,
  call,
  control,
  customersCode,
  freshNumber,
  microPay,
  microPayContent,
  orderIn,
  queryRefundContent,
  refundContent,
  scanCodeContent,
} from './support/client.ts';

interface Received {
  readonly request: IncomingMessage;
  readonly body: string;
  readonly content: Record<string, unknown>;
  readonly authentic: boolean;
}

/** A merchant's server. Its answers are taken from the list one after the other; the last one stays. */
async function merchantServer(answers: readonly string[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { request_content: content, authen_info: info } = JSON.parse(body);
    received.push({ request, body, content: JSON.parse(content), authentic: info.a.authen_code === authenCode(content) });
    const reply = answers[Math.min(received.length, answers.length) - 1] as string;
    if (reply === 'drop') response.destroy();
    else response.writeHead(reply.startsWith('5') ? 500 : 200, { connection: 'close' }).end(reply);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`;
  return { url, received, [Symbol.asyncDispose]: async () => void server.close() };
}

const response = (content: object | string, info?: object) =>
  JSON.stringify({ response_content: typeof content === 'string' ? content : JSON.stringify(content), ...info });
const good = response({ status: 0, description: 'OK' });

let server: MockServer;
let slept: number[];
beforeEach(async () => {
  slept = [];
  server = await startMockServer({ sleep: async (milliseconds) => slept.push(milliseconds) });
});
afterEach(() => server.close());

const pay = async (scenario = '0000') => {
  const outTradeNo = freshNumber();
  await microPay(server.url, outTradeNo, customersCode('wechat', scenario));
  return outTradeNo;
};

const allDelivered = () =>
  vi.waitFor(() => {
    const { callbacks } = server.state();
    expect(callbacks.length).toBeGreaterThan(0);
    expect(callbacks.every(({ delivered }) => delivered)).toBe(true);
  });

describe('a payment', () => {
  it('is reported once, authenticated with the merchant key', async () => {
    await using merchant = await merchantServer([good]);
    expect((await control(server.url, 'POST', 'callbacks', { url: merchant.url })).http).toBe(200);
    const outTradeNo = await pay();
    await allDelivered();
    expect(server.state().callbacks).toEqual([{ url: merchant.url, attempts: 1, delivered: true }]);
    expect((await control(server.url, 'GET', 'state')).json.callbacks).toEqual(server.state().callbacks);

    expect(merchant.received).toHaveLength(1);
    const [callback] = merchant.received;
    expect(callback?.request).toMatchObject({
      method: 'POST',
      url: '/notify',
      headers: { 'content-type': 'application/json' },
    });
    expect(callback?.authentic).toBe(true);
    expect(callback?.body).toMatch(/^[\x20-\x7e]+$/);
    expect(callback?.content).toMatchObject({
      pay_mch_key: { pay_platform: 1, out_mch_id: 'sz01lXKA6DKGjNzr2l4B' },
      order_content: { out_trade_no: outTradeNo, total_fee: 2, wxpay_order_content_ext: { current_trade_state: 2 } },
      order_client: { device_id: '824' },
      nonce_str: expect.any(String),
    });
  });

  it('is reported when its customer pays later', async () => {
    await using merchant = await merchantServer([good]);
    server.sendCallbacksTo(merchant.url);
    const outTradeNo = freshNumber();
    await call(server.url, 'scan_code_pay', scanCodeContent(outTradeNo));
    expect(server.state().callbacks).toEqual([]);
    server.payOrder(outTradeNo);
    await allDelivered();
    expect(merchant.received[0]?.content).toMatchObject({ order_content: { out_trade_no: outTradeNo, trade_type: 2 } });
  });

  it('is reported where the order itself asks for it, on this machine alone', async () => {
    await using merchant = await merchantServer([good]);
    await using own = await merchantServer([good]);
    server.sendCallbacksTo(merchant.url);
    const payTo = (caller_notify_url: string) => {
      const content = microPayContent(freshNumber(), customersCode('wechat', '0000'), { payContent: { caller_notify_url } });
      return call(server.url, 'micro_pay', content);
    };
    const reply = await payTo(own.url);
    expect(orderIn(reply, 'micro_pay').caller_notify_url).toBe(own.url);
    await allDelivered();
    expect([own.received.length, merchant.received.length]).toEqual([1, 0]);
    for (const elsewhere of ['https://shop.example/notify', 'http://127.0.0.1.shop.example/', 'ftp://127.0.0.1/', 'nonsense']) {
      await payTo(elsewhere);
    }
    await allDelivered();
    expect([own.received.length, merchant.received.length]).toEqual([1, 4]);
  });

  it('that never came is not reported', async () => {
    await using merchant = await merchantServer([good]);
    server.sendCallbacksTo(merchant.url);
    for (const scenario of ['0003', '0004', '0010']) await pay(scenario);
    expect(server.state().callbacks).toEqual([]);
  });
});

describe('a refund', () => {
  it.each([
    ['succeeded', undefined, 2],
    ['failed', 'fail', 3],
  ])('is reported when it has %s', async (_how, reason, state) => {
    await using merchant = await merchantServer([good]);
    const [outTradeNo, outRefundNo] = [await pay(), freshNumber()];
    server.sendCallbacksTo(merchant.url);
    await call(server.url, 'refund', refundContent(outTradeNo, outRefundNo, { refund_reason: reason }));
    for (let n = 0; n < 3; n++) await call(server.url, 'query_refund_order', queryRefundContent(outTradeNo));
    await allDelivered();
    expect(merchant.received).toHaveLength(1);
    expect(merchant.received[0]).toMatchObject({
      authentic: true,
      content: {
        pay_mch_key: { pay_platform: 1 },
        refund_order_content: [{ out_refund_no: outRefundNo, wxpay_refund_order_content_ext: { state } }],
        nonce_str: expect.any(String),
      },
    });
  });
});

describe('a callback is sent again, ever later', () => {
  it.each([
    ['an HTTP error', '500'],
    ['no response', 'drop'],
    ['no JSON', 'OK'],
    ['no envelope', '{"status":0}'],
    ['a content that is no JSON', response('OK')],
    ['another status', response({ status: 1, description: 'later' })],
    ['a status in quotes', response({ status: '0' })],
    ['a wrong code', response({ status: 0 }, { authen_info: { a: { authen_type: 1, authen_code: '0'.repeat(64) } } })],
  ])('after %s', async (_what, bad) => {
    await using merchant = await merchantServer([bad, bad, good]);
    server.sendCallbacksTo(merchant.url);
    await pay();
    await allDelivered();
    expect(server.state().callbacks).toEqual([{ url: merchant.url, attempts: 3, delivered: true }]);
    expect(slept).toEqual([1_000, 2_000]);
    expect(new Set(merchant.received.map(({ body }) => body)).size).toBe(1);
  });

  it('until a minute lies between two', async () => {
    await using merchant = await merchantServer([...Array.from({ length: 9 }, () => 'no'), good]);
    server.sendCallbacksTo(merchant.url);
    await pay();
    await allDelivered();
    expect(slept).toEqual([1, 2, 4, 8, 15, 30, 60, 60, 60].map((seconds) => seconds * 1000));
  });

  it('but not after a code of its own that is right', async () => {
    const content = '{"status":0}';
    const info = { authen_info: { a: { authen_type: 1, authen_code: authenCode(content).toLowerCase() } } };
    await using merchant = await merchantServer([response(content, info)]);
    server.sendCallbacksTo(merchant.url);
    await pay();
    await allDelivered();
    expect(merchant.received).toHaveLength(1);
  });
});

describe('callbacks', () => {
  it('stop with a reset, and with the server', async () => {
    await using merchant = await merchantServer(['no']);
    await using own = await startMockServer();
    own.sendCallbacksTo(merchant.url);
    await microPay(own.url, freshNumber(), customersCode('wechat', '0000'));
    await vi.waitFor(() => expect(own.state().callbacks).toMatchObject([{ attempts: 1, delivered: false }]));
    own.advanceClock(1);
    await vi.waitFor(() => expect(own.state().callbacks).toMatchObject([{ attempts: 2 }]));
    own.reset();
    own.advanceClock(3600);
    await microPay(own.url, freshNumber(), customersCode('wechat', '0000'));
    expect(own.state().callbacks).toEqual([]);
    expect(merchant.received).toHaveLength(2);
  });

  it('go nowhere once told so', async () => {
    await using merchant = await merchantServer([good]);
    server.sendCallbacksTo(merchant.url);
    expect((await control(server.url, 'POST', 'callbacks', {})).http).toBe(200);
    await pay();
    expect(server.state().callbacks).toEqual([]);
  });

  it.each(['ftp://127.0.0.1/', 'file:///etc/passwd', 'not a URL', 'javascript:1'])('are not sent to %s', async (url) => {
    expect((await control(server.url, 'POST', 'callbacks', { url })).http).toBe(400);
    expect(() => server.sendCallbacksTo(url)).toThrow(/http or https/);
  });
});
