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
  /** The key that signed. */
  readonly key: 'provider' | 'merchant' | undefined;
}

const providerKey = '7C0A5B9E2D4F61830A1B2C3D4E5F6071';

function keyOf(content: string, code: string): Received['key'] {
  if (code === authenCode(content, providerKey)) return 'provider';
  return code === authenCode(content) ? 'merchant' : undefined;
}

/** A merchant's server. It takes its responses from the list; the last one is repeated. */
async function merchantServer(answers: readonly string[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { request_content: content, authen_info: info } = JSON.parse(body);
    received.push({ request, body, content: JSON.parse(content), key: keyOf(content, info.a.authen_code) });
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
  it('is reported once, authenticated with the key of the service provider', async () => {
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
    expect(callback?.key).toBe('provider');
    const { json } = await control(server.url, 'GET', 'merchant');
    expect(json).toMatchObject({ provider_authen_key: providerKey });
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

  it('is also reported to the URL of the order, if that is on this machine', async () => {
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

  it('that was never made is not reported', async () => {
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
      key: 'provider',
      content: {
        pay_mch_key: { pay_platform: 1 },
        refund_order_content: [{ out_refund_no: outRefundNo, wxpay_refund_order_content_ext: { state } }],
        nonce_str: expect.any(String),
      },
    });
  });
});

describe('a callback counts as received', () => {
  it.each([
    ['a text', 'OK'],
    ['nothing', ''],
    ['another status', response({ status: 1, description: 'later' })],
  ])('when HTTP 200 is returned, whatever the body: %s', async (_what, body) => {
    await using merchant = await merchantServer([body]);
    server.sendCallbacksTo(merchant.url);
    await pay();
    await allDelivered();
    expect(merchant.received).toHaveLength(1);
  });

  const lower = authenCode('{"status":0}').toLowerCase();
  it.each([
    ['text', good],
    [
      'text with a code that is right',
      response('{"status":0}', { authen_info: { a: { authen_type: 1, authen_code: lower } } }),
    ],
    ['an object', JSON.stringify({ response_content: { status: 0 } })],
  ])('by the older rule, when the content has status 0, as %s', async (_what, body) => {
    await using merchant = await merchantServer([body]);
    await control(server.url, 'POST', 'callbacks', { url: merchant.url, key: 'merchant', rule: 'status0' });
    await pay();
    await allDelivered();
    expect(merchant.received).toMatchObject([{ key: 'merchant' }]);
  });
});

describe('a callback is sent again', () => {
  const oldRule = { rule: 'status0' } as const;
  it.each([
    ['an HTTP error', '500', {}],
    ['no response', 'drop', {}],
    ['no JSON', 'OK', oldRule],
    ['no envelope', '{"status":0}', oldRule],
    ['a content that is no JSON', response('OK'), oldRule],
    ['another status', response({ status: 1, description: 'later' }), oldRule],
    ['a status in quotes', response({ status: '0' }), oldRule],
    ['a wrong code', response({ status: 0 }, { authen_info: { a: { authen_type: 1, authen_code: '0'.repeat(64) } } }), oldRule],
  ])('after %s', async (_what, bad, rule) => {
    await using merchant = await merchantServer([bad, bad, good]);
    server.sendCallbacksTo({ url: merchant.url, ...rule });
    await pay();
    await allDelivered();
    expect(server.state().callbacks).toEqual([{ url: merchant.url, attempts: 3, delivered: true }]);
    expect(new Set(merchant.received.map(({ body }) => body)).size).toBe(1);
  });

  it('at most three times, 30 to 60 s apart', async () => {
    await using merchant = await merchantServer(['500']);
    server.sendCallbacksTo(merchant.url);
    await pay();
    await vi.waitFor(() => expect(server.state().callbacks).toMatchObject([{ attempts: 4, delivered: false }]));
    expect(merchant.received).toHaveLength(4);
    expect(slept).toHaveLength(3);
    for (const pause of slept) {
      expect(pause).toBeGreaterThanOrEqual(30_000);
      expect(pause).toBeLessThanOrEqual(60_000);
    }
  });
});

describe('callbacks', () => {
  it('stop with a reset, and with the server', async () => {
    await using merchant = await merchantServer(['500']);
    await using own = await startMockServer();
    own.sendCallbacksTo(merchant.url);
    await microPay(own.url, freshNumber(), customersCode('wechat', '0000'));
    await vi.waitFor(() => expect(own.state().callbacks).toMatchObject([{ attempts: 1, delivered: false }]));
    own.advanceClock(60);
    await vi.waitFor(() => expect(own.state().callbacks).toMatchObject([{ attempts: 2 }]));
    own.reset();
    own.advanceClock(3600);
    await microPay(own.url, freshNumber(), customersCode('wechat', '0000'));
    expect(own.state().callbacks).toEqual([]);
    expect(merchant.received).toHaveLength(2);
  });

  it('are turned off by an empty URL', async () => {
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

  it.each([{ key: 'nobody' }, { rule: 'none' }, { key: 'constructor' }])('have no %j', async (settings) => {
    const { http, json } = await control(server.url, 'POST', 'callbacks', { url: 'http://127.0.0.1:1', ...settings });
    expect(http).toBe(400);
    expect(json.error).toContain(Object.keys(settings)[0]);
  });
});
