import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import {
  call,
  customersCode,
  freshNumber,
  microPay,
  microPayContent,
  type Platform,
  platformNumbers,
  platforms,
  queryOrder,
  stateIn,
} from './support/client.ts';

// Scenario → the platform's state numbers: in the response to micro_pay, then at the first and at the second query.
type States = readonly [number, number, number];
const accepted: Record<string, Record<Platform, States>> = {
  '0000': { wechat: [2, 2, 2], alipay: [2, 2, 2], card: [2, 2, 2] },
  '0001': { wechat: [9, 9, 2], alipay: [4, 4, 2], card: [3, 3, 2] },
  '0002': { wechat: [9, 9, 5], alipay: [4, 4, 5], card: [3, 3, 5] },
  '0003': { wechat: [10, 10, 10], alipay: [7, 7, 7], card: [5, 5, 5] },
  '0010': { wechat: [9, 9, 9], alipay: [4, 4, 4], card: [3, 3, 3] },
  '0013': { wechat: [2, 2, 2], alipay: [2, 2, 2], card: [2, 2, 2] },
  '0014': { wechat: [77, 77, 2], alipay: [77, 77, 2], card: [77, 77, 2] },
  '4321': { wechat: [2, 2, 2], alipay: [2, 2, 2], card: [2, 2, 2] },
};
const paidAtTheEnd = ['0000', '0001', '0013', '0014', '4321'];

describe.each(platforms)('micro pay with a %s code', (platform) => {
  let server: MockServer;
  const slept: number[] = [];

  beforeAll(async () => {
    server = await startMockServer({ sleep: async (milliseconds) => slept.push(milliseconds) });
  });
  afterAll(() => server.close());

  const pay = (outTradeNo: string, scenario: string) => microPay(server.url, outTradeNo, customersCode(platform, scenario));
  const query = (outTradeNo: string) => queryOrder(server.url, outTradeNo);
  const recorded = (outTradeNo: string) => server.state().orders.find((order) => order.outTradeNo === outTradeNo);

  it.each(Object.keys(accepted))('%s passes through its states', async (scenario) => {
    const outTradeNo = freshNumber();
    const response = await pay(outTradeNo, scenario);
    expect(response.content).toMatchObject({ status: 0, internal_status: 0 });
    expect(response.authentic).toBe(true);
    expect(response.content.micro_pay).toMatchObject({
      pay_mch_key: { pay_platform: platformNumbers[platform] },
      order_content: { out_trade_no: outTradeNo, total_fee: 2, fee_type: 'CNY', trade_type: 1 },
    });

    const queries = [await query(outTradeNo), await query(outTradeNo)];
    expect(queries.every((reply) => reply.authentic)).toBe(true);
    const states = [stateIn(response, 'micro_pay'), ...queries.map((reply) => stateIn(reply, 'query_order'))];
    expect(states).toEqual(accepted[scenario]?.[platform]);
    expect(queries[1]?.content.query_order).toMatchObject({
      pay_mch_key: { pay_platform: platformNumbers[platform] },
      order_client: { device_id: '824', machine_no: '00:16:3e:00:00:01' },
    });
    const paid = paidAtTheEnd.includes(scenario);
    expect(recorded(outTradeNo)).toMatchObject({ paid, charges: paid ? 1 : 0, refundedFee: 0 });

    for (let more = 0; more < 3; more++) await query(outTradeNo);
    expect(recorded(outTradeNo)?.currentTradeState).toBe(states[2]);
  });

  it('0004 is refused: balance too low', async () => {
    const outTradeNo = freshNumber();
    const response = await pay(outTradeNo, '0004');
    expect(response).toMatchObject({ authentic: true, content: { status: 104 } });
    expect([400, 407]).not.toContain(response.content.internal_status);
    expect(recorded(outTradeNo)).toBeUndefined();
  });

  it('0005 answers 103 once, and the order is paid', async () => {
    const outTradeNo = freshNumber();
    const response = await pay(outTradeNo, '0005');
    expect(response).toMatchObject({ authentic: true, content: { status: 103 } });
    expect(response.content.micro_pay).toBeUndefined();
    expect(stateIn(await query(outTradeNo), 'query_order')).toBe(2);
    expect(stateIn(await pay(outTradeNo, '0005'), 'micro_pay')).toBe(2);
    expect(recorded(outTradeNo)?.charges).toBe(1);
  });

  it('0006 answers 3 without a code once, records nothing, and pays on the retry', async () => {
    const outTradeNo = freshNumber();
    expect(await pay(outTradeNo, '0006')).toMatchObject({ authentic: undefined, content: { status: 3 } });
    expect((await query(outTradeNo)).content).toMatchObject({ status: 104, internal_status: 400 });
    expect(stateIn(await pay(outTradeNo, '0006'), 'micro_pay')).toBe(2);
    expect(recorded(outTradeNo)?.charges).toBe(1);
  });

  it('0007 never answers, holds the connection for 20 s, and the order is paid', async () => {
    const outTradeNo = freshNumber();
    slept.length = 0;
    await expect(pay(outTradeNo, '0007')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(slept).toEqual([20_000]);
    expect(stateIn(await query(outTradeNo), 'query_order')).toBe(2);
    expect(stateIn(await pay(outTradeNo, '0007'), 'micro_pay')).toBe(2);
    expect(slept).toEqual([20_000]);
  });

  it('0008 drops the connection once, records nothing, and pays on the retry', async () => {
    const outTradeNo = freshNumber();
    await expect(pay(outTradeNo, '0008')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(recorded(outTradeNo)).toBeUndefined();
    expect(stateIn(await pay(outTradeNo, '0008'), 'micro_pay')).toBe(2);
    expect(recorded(outTradeNo)?.charges).toBe(1);
  });

  it('0009 pays and answers with a wrong code', async () => {
    const outTradeNo = freshNumber();
    expect(await pay(outTradeNo, '0009')).toMatchObject({ authentic: false, content: { status: 0 } });
    expect(stateIn(await query(outTradeNo), 'query_order')).toBe(2);
    expect(await pay(outTradeNo, '0009')).toMatchObject({ authentic: true, content: { status: 0 } });
    expect(recorded(outTradeNo)?.charges).toBe(1);
  });

  it('0011 answers 102: number already used', async () => {
    const outTradeNo = freshNumber();
    expect(await pay(outTradeNo, '0011')).toMatchObject({ authentic: true, content: { status: 102 } });
    expect(recorded(outTradeNo)).toBeUndefined();
    expect((await query(outTradeNo)).content).toMatchObject({ status: 104, internal_status: 400 });
  });

  it('0012 pays and answers without a code', async () => {
    const outTradeNo = freshNumber();
    const response = await pay(outTradeNo, '0012');
    expect(response).toMatchObject({ authentic: undefined, content: { status: 0 } });
    expect(response.body).not.toContain('authen_info');
    expect(stateIn(await query(outTradeNo), 'query_order')).toBe(2);
    const repeated = await pay(outTradeNo, '0012');
    expect(repeated.authentic).toBe(true);
    expect(stateIn(repeated, 'micro_pay')).toBe(2);
    expect(recorded(outTradeNo)?.charges).toBe(1);
  });

  it('0013 answers after 3 s', async () => {
    slept.length = 0;
    await pay(freshNumber(), '0013');
    expect(slept).toEqual([3_000]);
  });
});

describe('time', () => {
  it('ends waits of late responses and held connections when the clock is moved', async () => {
    await using server = await startMockServer();
    const pay = (scenario: string) => microPay(server.url, freshNumber(), customersCode('wechat', scenario));
    const [held, late] = [pay('0007'), pay('0013')];
    const outcomes: string[] = [];
    held.catch(() => outcomes.push('held'));
    late.then(() => outcomes.push('late'));
    await vi.waitFor(() => expect(server.state().calls.micro_pay).toBe(2));
    server.advanceClock(2.9);
    expect(outcomes).toEqual([]);
    server.advanceClock(0.1);
    expect(stateIn(await late, 'micro_pay')).toBe(2);
    server.advanceClock(17);
    await expect(held).rejects.toThrow();
    expect(outcomes).toEqual(['late', 'held']);
  });

  it('does not end a micro pay, which has no time_expire', async () => {
    await using server = await startMockServer();
    const content = microPayContent(freshNumber(), customersCode('wechat', '0010'), { payContent: { time_expire: 1 } });
    expect(stateIn(await call(server.url, 'micro_pay', content), 'micro_pay')).toBe(9);
    expect(stateIn(await queryOrder(server.url, content.pay_content.out_trade_no), 'query_order')).toBe(9);
  });

  it('comes from the clock that a test provides', async () => {
    await using server = await startMockServer({ now: () => 1_568_810_077_000 });
    server.advanceClock(120);
    const response = await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    expect(response.content.micro_pay).toMatchObject({
      order_content: { create_time: 1_568_810_197, time_end: 1_568_810_197 },
    });
  });
});

describe('a repeated number', () => {
  let server: MockServer;
  beforeAll(async () => {
    server = await startMockServer();
  });
  afterAll(() => server.close());

  it('returns the same order if only nonce and terminal differ', async () => {
    const outTradeNo = freshNumber();
    const code = customersCode('alipay', '0001');
    const first = await microPay(server.url, outTradeNo, code);
    const content = microPayContent(outTradeNo, code, { orderClient: { device_id: '825', machine_no: 'other' } });
    const again = await call(server.url, 'micro_pay', { ...content, nonce_str: 'another' });
    const { nonce_str: _one, ...firstOrder } = first.content.micro_pay as Record<string, unknown>;
    const { nonce_str: _two, ...sameOrder } = again.content.micro_pay as Record<string, unknown>;
    expect(sameOrder).toEqual(firstOrder);
  });

  it('ignores the order of the fields, and numbers sent for strings', async () => {
    const outTradeNo = freshNumber('01000052');
    const content = microPayContent(outTradeNo, customersCode('wechat', '0000'), { payContent: { remark: '7' } });
    await call(server.url, 'micro_pay', content);
    const reordered = {
      ...content,
      pay_content: Object.fromEntries(Object.entries({ ...content.pay_content, remark: 7 }).reverse()),
    };
    expect((await call(server.url, 'micro_pay', reordered)).content.status).toBe(0);
    expect(server.state().orders.find((order) => order.outTradeNo === outTradeNo)?.charges).toBe(1);
  });

  it.each([
    ['amount', { total_fee: 3 }],
    ['body', { body: 'other' }],
    ['customer', { author_code: customersCode('wechat', '0011') }],
    ['unknown field', { from_the_future: 1 }],
  ])('with another %s is a re-entry conflict that changes nothing', async (_what, payContent) => {
    const outTradeNo = freshNumber();
    const code = customersCode('wechat', '0000');
    await microPay(server.url, outTradeNo, code);
    const response = await call(server.url, 'micro_pay', microPayContent(outTradeNo, code, { payContent }));
    expect(response).toMatchObject({ authentic: true, content: { status: 104, internal_status: 407 } });
    expect(stateIn(await queryOrder(server.url, outTradeNo), 'query_order')).toBe(2);
  });

  it('returns the payment code, as official samples do, and gives each response its own log id and nonce', async () => {
    const outTradeNo = freshNumber();
    const code = customersCode('wechat', '0000');
    const replies = [await microPay(server.url, outTradeNo, code), await microPay(server.url, outTradeNo, code)];
    const queried = await queryOrder(server.url, outTradeNo);
    expect(replies.map(({ content }) => content.micro_pay)).toMatchObject([
      { order_content: { author_code: code } },
      { order_content: { author_code: code } },
    ]);
    expect(queried.content.query_order).toMatchObject({ order_content: { author_code: code } });
    expect(new Set([...replies, queried].map(({ content }) => content.log_id)).size).toBe(3);
    const payloads = [...replies.map(({ content }) => content.micro_pay), queried.content.query_order] as {
      nonce_str: string;
    }[];
    expect(new Set(payloads.map((payload) => payload.nonce_str)).size).toBe(3);
  });

  it('in many concurrent requests charges once', async () => {
    const outTradeNo = freshNumber();
    await Promise.all(Array.from({ length: 20 }, () => microPay(server.url, outTradeNo, customersCode('wechat', '0000'))));
    expect(server.state().orders.find((order) => order.outTradeNo === outTradeNo)?.charges).toBe(1);
  });
});
