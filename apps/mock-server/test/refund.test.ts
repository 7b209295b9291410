import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import {
  call,
  customersCode,
  freshNumber,
  microPay,
  microPayContent,
  orderIn,
  type Platform,
  platforms,
  queryOrder,
  queryRefundContent,
  refundContent,
  refundStateIn,
  refundsIn,
  stateIn,
} from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

async function paidOrder(platform: Platform = 'wechat') {
  const outTradeNo = freshNumber();
  await microPay(server.url, outTradeNo, customersCode(platform, '0000'));
  return outTradeNo;
}

const refund = (outTradeNo: string, outRefundNo: string, change = {}) =>
  call(server.url, 'refund', refundContent(outTradeNo, outRefundNo, change));
const queryRefund = (outTradeNo: string, outRefundNo?: string) =>
  call(server.url, 'query_refund_order', queryRefundContent(outTradeNo, outRefundNo));
const recorded = (outTradeNo: string) => server.state().orders.find((order) => order.outTradeNo === outTradeNo);

/** Refunds one fen and queries until it is finished. */
async function refundToTheEnd(outTradeNo: string, change = {}) {
  const outRefundNo = freshNumber();
  expect((await refund(outTradeNo, outRefundNo, change)).content.status).toBe(0);
  await queryRefund(outTradeNo, outRefundNo);
  return refundsIn(await queryRefund(outTradeNo, outRefundNo))[0];
}

const states: Record<Platform, { processing: number; failed: number; manual: number; partly: number; whole: number }> = {
  wechat: { processing: 4, failed: 3, manual: 5, partly: 4, whole: 4 },
  alipay: { processing: 1, failed: 3, manual: 3, partly: 2, whole: 5 },
  card: { processing: 1, failed: 3, manual: 3, partly: 4, whole: 4 },
};

describe.each(platforms)('a refund of a %s order', (platform) => {
  it('is processing until the second query, then takes its money from the order once', async () => {
    const outTradeNo = await paidOrder(platform);
    const outRefundNo = freshNumber('01000052');
    const accepted = await refund(outTradeNo, outRefundNo);
    expect(accepted).toMatchObject({
      authentic: true,
      content: { status: 0, refund: { pay_mch_key: { pay_platform: expect.any(Number) } } },
    });

    const first = await queryRefund(outTradeNo, outRefundNo);
    expect(refundStateIn(refundsIn(first)[0])).toBe(states[platform].processing);
    expect(recorded(outTradeNo)).toMatchObject({ currentTradeState: 2, refundedFee: 0 });
    const second = await queryRefund(outTradeNo, outRefundNo);
    expect(second).toMatchObject({
      authentic: true,
      content: { query_refund_order: { order_client: [{ device_id: '824' }] } },
    });
    expect(refundsIn(second)[0]).toMatchObject({
      out_refund_no: outRefundNo,
      out_trade_no: outTradeNo,
      refund_fee: 1,
      total_fee: 2,
    });
    expect(refundStateIn(refundsIn(second)[0])).toBe(2);
    for (let n = 0; n < 3; n++) await queryRefund(outTradeNo);
    expect(recorded(outTradeNo)).toMatchObject({
      currentTradeState: states[platform].partly,
      refundedFee: 1,
      paid: true,
      charges: 1,
    });
    expect(server.state().refunds).toContainEqual({ outRefundNo, outTradeNo, refundFee: 1, state: 2 });
  });

  it('of the whole rest ends the order', async () => {
    const outTradeNo = await paidOrder(platform);
    await refundToTheEnd(outTradeNo);
    await refundToTheEnd(outTradeNo);
    const order = await queryOrder(server.url, outTradeNo);
    expect(stateIn(order, 'query_order')).toBe(states[platform].whole);
    expect(recorded(outTradeNo)).toMatchObject({ refundedFee: 2, paid: true, charges: 1 });
    expect((await refund(outTradeNo, freshNumber())).content.status).toBe(104);
  });

  it.each(['fail', 'manual'] as const)('with the reason %s returns no money, and may be tried again', async (reason) => {
    const outTradeNo = await paidOrder(platform);
    const ended = await refundToTheEnd(outTradeNo, { refund_fee: 2, refund_reason: reason });
    expect(refundStateIn(ended)).toBe(states[platform][reason === 'fail' ? 'failed' : 'manual']);
    expect(recorded(outTradeNo)).toMatchObject({ currentTradeState: 2, refundedFee: 0 });
    await refundToTheEnd(outTradeNo, { refund_fee: 2 });
    expect(recorded(outTradeNo)?.refundedFee).toBe(2);
  });
});

it('shows whether an Alipay order was refunded or closed', async () => {
  const outTradeNo = await paidOrder('alipay');
  await refundToTheEnd(outTradeNo);
  const partly = orderIn(await queryOrder(server.url, outTradeNo), 'query_order').alipay_order_content_ext;
  expect(partly).toEqual({ current_trade_state: 2 });
  await refundToTheEnd(outTradeNo);
  const whole = orderIn(await queryOrder(server.url, outTradeNo), 'query_order').alipay_order_content_ext;
  expect(whole).toEqual({ current_trade_state: 5, gmt_refund: expect.any(Number), refund_fee: 2 });
});

describe('refund', () => {
  it('is the same refund when repeated, and a conflict with other content', async () => {
    const outTradeNo = await paidOrder();
    const outRefundNo = freshNumber();
    await refund(outTradeNo, outRefundNo);
    expect((await refund(outTradeNo, outRefundNo)).content.status).toBe(0);
    expect(server.state().refunds.filter((made) => made.outTradeNo === outTradeNo)).toHaveLength(1);
    const other = await refund(outTradeNo, outRefundNo, { refund_fee: 2 });
    expect(other).toMatchObject({ authentic: true, content: { status: 104, internal_status: 407 } });
  });

  it.each([
    ['more than was paid', { refund_fee: 3 }],
    ['another total', { total_fee: 3 }],
  ])('of %s is refused with 104', async (_what, change) => {
    const outTradeNo = await paidOrder();
    const reply = await refund(outTradeNo, freshNumber(), change);
    expect(reply).toMatchObject({ authentic: true, content: { status: 104 } });
    expect(server.state().refunds.some((made) => made.outTradeNo === outTradeNo)).toBe(false);
  });

  it('counts the amounts of refunds in progress', async () => {
    const outTradeNo = await paidOrder();
    await refund(outTradeNo, freshNumber());
    expect((await refund(outTradeNo, freshNumber(), { refund_fee: 2 })).content.status).toBe(104);
    expect((await refund(outTradeNo, freshNumber())).content.status).toBe(0);
    expect((await refund(outTradeNo, freshNumber())).content.status).toBe(104);
  });

  it('of an unpaid or unknown order is refused with 104', async () => {
    const outTradeNo = freshNumber();
    const unknown = await refund(outTradeNo, freshNumber());
    expect(unknown).toMatchObject({ authentic: true, content: { status: 104, internal_status: 400 } });
    await microPay(server.url, outTradeNo, customersCode('wechat', '0010'));
    expect((await refund(outTradeNo, freshNumber())).content.status).toBe(104);
  });

  it.each([
    ['refund_content.out_refund_no', { out_refund_no: 'zz1' }],
    ['refund_content.out_refund_no', { out_refund_no: `sz010002cz${'1'.repeat(23)}` }],
    ['refund_content.refund_fee', { refund_fee: 0 }],
    ['refund_content.refund_fee', { refund_fee: '1' }],
    ['refund_content.refund_fee_type', { refund_fee_type: 'USD' }],
  ])('names %s if it is wrong', async (field, change) => {
    const reply = await refund(await paidOrder(), freshNumber(), change);
    expect(reply).toMatchObject({ authentic: undefined, content: { status: 101 } });
    expect(reply.content.description).toContain(`${field}:`);
  });

  it.each([
    ['1', { authorization_staff_id: '1192' }, 0],
    ['2', { authorization_staff_id: '1206' }, 0],
    ['2', { authorization_staff_id: '1192' }, 104],
    ['2', { authorization_staff_id: 'nobody' }, 104],
    ['2', { is_sub_mch_admin: true }, 0],
    ['2', { is_sub_admin: true }, 0],
    ['2', { is_sub_mch_admin: false, is_sub_admin: true }, 104],
    ['2', {}, 104],
  ])('in version %s permitted by %j answers %i', async (apiVersion, operator, status) => {
    const content = refundContent(await paidOrder(), freshNumber(), {}, operator);
    expect((await call(server.url, 'refund', { ...content, api_version: Number(apiVersion) })).content.status).toBe(status);
  });
});

describe('query_refund_order', () => {
  it('answers an order without refunds with 104, internal status 426; an unknown order with 400', async () => {
    const outTradeNo = await paidOrder();
    expect(await queryRefund(outTradeNo)).toMatchObject({ authentic: true, content: { status: 104, internal_status: 426 } });
    await refund(outTradeNo, freshNumber());
    const noSuchRefund = await queryRefund(outTradeNo, freshNumber());
    expect(noSuchRefund).toMatchObject({ authentic: true, content: { status: 104, internal_status: 426 } });
    expect(await queryRefund(freshNumber())).toMatchObject({ authentic: true, content: { status: 104, internal_status: 400 } });
  });

  it('returns all refunds of the order if none is named', async () => {
    const outTradeNo = await paidOrder();
    const numbers = [freshNumber(), freshNumber()];
    for (const number of numbers) await refund(outTradeNo, number);
    expect(refundsIn(await queryRefund(outTradeNo)).map((made) => made.out_refund_no)).toEqual(numbers);
    expect(refundsIn(await queryRefund(outTradeNo)).map(refundStateIn)).toEqual([2, 2]);
  });

  it('returns all refunds of an order in full; a single one stays under 4,096 bytes', async () => {
    const outTradeNo = freshNumber();
    const code = customersCode('wechat', '0000');
    await call(server.url, 'micro_pay', microPayContent(outTradeNo, code, { payContent: { total_fee: 40 } }));
    const numbers = Array.from({ length: 40 }, () => freshNumber());
    for (const number of numbers) await refund(outTradeNo, number, { total_fee: 40, refund_reason: '退'.repeat(64) });
    const reply = await queryRefund(outTradeNo);
    expect(reply.authentic).toBe(true);
    expect(refundsIn(reply).map((made) => made.out_refund_no)).toEqual(numbers);
    expect(reply.content.query_refund_order).toMatchObject({ order_client: { length: numbers.length } });
    const one = await queryRefund(outTradeNo, numbers[0]);
    expect(one.body.length).toBeLessThan(4096);
    expect(refundsIn(one)).toMatchObject([{ out_refund_no: numbers[0] }]);
  });
});
