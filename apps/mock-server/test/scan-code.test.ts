import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import {
  call,
  customersCode,
  endContent,
  freshNumber,
  microPay,
  queryOrder,
  scanCodeContent,
  stateIn,
} from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

async function scanCodePay(payPlatform: number, payContent = {}) {
  const outTradeNo = freshNumber();
  const reply = await call(server.url, 'scan_code_pay', scanCodeContent(outTradeNo, payPlatform, payContent));
  expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
  const { code_url: codeUrl } = reply.content.scan_code_pay as { code_url: string };
  return { outTradeNo, codeUrl };
}

const stateOf = async (outTradeNo: string) => stateIn(await queryOrder(server.url, outTradeNo), 'query_order');

describe.each([
  {
    platform: 'WeChat Pay',
    number: 1,
    codeUrl: /^weixin:\/\/wxpay\/bizpayurl\?pr=\w{7}$/,
    waiting: 6,
    paid: 3,
    declined: 7,
    closed: 7,
  },
  { platform: 'Alipay', number: 2, codeUrl: /^https:\/\/qr\.alipay\.com\/\w+$/, waiting: 4, paid: 2, declined: 5, closed: 5 },
])('scan_code_pay with $platform', ({ number, codeUrl: pattern, waiting, paid, declined, closed }) => {
  it('returns a code and waits, however often it is queried', async () => {
    const { outTradeNo, codeUrl } = await scanCodePay(number);
    expect(codeUrl).toMatch(pattern);
    expect(codeUrl.length).toBeLessThanOrEqual(64);
    for (let n = 0; n < 4; n++) expect(await stateOf(outTradeNo)).toBe(waiting);
    expect((await queryOrder(server.url, outTradeNo)).content.query_order).toMatchObject({
      pay_mch_key: { pay_platform: number },
      order_content: { trade_type: 2, code_url: codeUrl, is_transforming: true },
    });
  });

  it('is paid when its customer pays', async () => {
    const { outTradeNo } = await scanCodePay(number);
    server.payOrder(outTradeNo);
    expect(await stateOf(outTradeNo)).toBe(paid);
    expect(server.state().orders.find((order) => order.outTradeNo === outTradeNo)).toMatchObject({ paid: true, charges: 1 });
  });

  it('ends when its customer cancels', async () => {
    const { outTradeNo } = await scanCodePay(number);
    server.declineOrder(outTradeNo);
    expect(await stateOf(outTradeNo)).toBe(declined);
  });

  it('can be closed repeatedly while it is unpaid', async () => {
    const { outTradeNo } = await scanCodePay(number);
    for (let n = 0; n < 2; n++) {
      const reply = await call(server.url, 'close_order', endContent(outTradeNo, { trade_type: 2 }));
      expect(reply).toMatchObject({ authentic: true, content: { status: 0, close_order: { nonce_str: expect.any(String) } } });
    }
    expect(await stateOf(outTradeNo)).toBe(closed);
    expect(() => server.payOrder(outTradeNo)).toThrow(/does not wait/);
  });

  it('cannot be closed once it is paid', async () => {
    const { outTradeNo } = await scanCodePay(number);
    server.payOrder(outTradeNo);
    const reply = await call(server.url, 'close_order', endContent(outTradeNo, { trade_type: 2 }));
    expect(reply).toMatchObject({ authentic: true, content: { status: 104 } });
    expect(reply.content.internal_status).not.toBe(400);
    expect(await stateOf(outTradeNo)).toBe(paid);
  });

  it('cannot be reversed', async () => {
    const { outTradeNo } = await scanCodePay(number);
    server.payOrder(outTradeNo);
    const reply = await call(server.url, 'reverse', endContent(outTradeNo));
    expect(reply).toMatchObject({ authentic: true, content: { status: 104 } });
    expect(await stateOf(outTradeNo)).toBe(paid);
  });

  it('expires when its time is over', async () => {
    await using own = await startMockServer({ now: () => 1_568_810_077_000 });
    const outTradeNo = freshNumber();
    const content = scanCodeContent(outTradeNo, number, { time_expire: 1_568_810_377 });
    await call(own.url, 'scan_code_pay', content);
    own.advanceClock(299);
    expect(stateIn(await queryOrder(own.url, outTradeNo), 'query_order')).toBe(waiting);
    own.advanceClock(1);
    expect(stateIn(await queryOrder(own.url, outTradeNo), 'query_order')).toBe(closed);
    expect(() => own.payOrder(outTradeNo)).toThrow(/does not wait/);
  });

  it('returns the same code for the same order, and refuses another order with its number', async () => {
    const { outTradeNo, codeUrl } = await scanCodePay(number);
    const again = await call(server.url, 'scan_code_pay', { ...scanCodeContent(outTradeNo, number), nonce_str: 'other' });
    expect(again.content.scan_code_pay).toMatchObject({ code_url: codeUrl });
    const other = await call(server.url, 'scan_code_pay', scanCodeContent(outTradeNo, number, { total_fee: 3 }));
    expect(other).toMatchObject({ authentic: true, content: { status: 104, internal_status: 407 } });
  });
});

describe('scan_code_pay', () => {
  it.each([3, 4, 9])('refuses the platform %i', async (payPlatform) => {
    const reply = await call(server.url, 'scan_code_pay', scanCodeContent(freshNumber(), payPlatform));
    expect(reply).toMatchObject({ authentic: undefined, content: { status: 101 } });
    expect(reply.content.description).toContain('pay_mch_key.pay_platform');
  });

  it('needs the terminal, but no payment code', async () => {
    const content = { ...scanCodeContent(freshNumber()), order_client: { device_id: '824' } };
    expect((await call(server.url, 'scan_code_pay', content)).content.description).toContain('order_client.');
  });
});

describe('close_order', () => {
  it('answers an unknown order with 104, internal status 400', async () => {
    const reply = await call(server.url, 'close_order', endContent(freshNumber(), { trade_type: 2 }));
    expect(reply).toMatchObject({ authentic: true, content: { status: 104, internal_status: 400 } });
  });

  it('is refused for a micro pay, which can only be reversed', async () => {
    const outTradeNo = freshNumber();
    await microPay(server.url, outTradeNo, customersCode('wechat', '0010'));
    const reply = await call(server.url, 'close_order', endContent(outTradeNo, { trade_type: 1 }));
    expect(reply).toMatchObject({ authentic: true, content: { status: 104, internal_status: 9108 } });
    expect(await stateOf(outTradeNo)).toBe(9);
  });
});
