import { unknownFields } from '@cloudpay/proto';
import { merchant, type ReceivedCall, type ScriptedResponse, startScriptedService } from '@cloudpay/test-kit';
import { describe, expect, test } from 'vitest';
import { ArgumentError, type ListEntry, QueryOrderType, SubPayPlatform } from '../../src/index.ts';
import { collect } from './helpers/collect.ts';
import { paymentsAt } from './helpers/payments.ts';

const key = 'query_order_list';
const period = { startTime: 1_700_000_000, endTime: 1_700_086_400 };

const page = (order_details: object[], total_count?: number): ScriptedResponse => ({
  key,
  payload: { total_count, order_details, nonce_str: 'x' },
});
const orderNo = (index: number) => `sz010002cz${String(index).padStart(6, '0')}`;
const order = (index: number) => ({
  order: { out_trade_no: orderNo(index), sub_pay_platform: 100, wxpay_current_trade_state: 2 },
});

/** A list of orders, cut into pages as it is asked for. */
const listOf =
  (count: number) =>
  ({ content }: ReceivedCall): ScriptedResponse => {
    const { page_num, page_size } = content as { page_num: number; page_size: number };
    const from = (page_num - 1) * page_size;
    const length = Math.max(0, Math.min(page_size, count - from));
    return page(
      Array.from({ length }, (_, at) => order(from + at)),
      count,
    );
  };

const numberOf = (entry: ListEntry) => (entry.kind === 'order' ? entry.order.outTradeNo : undefined);

/** Lists what a service with one page answers. */
async function list(order_details: object[]): Promise<ListEntry[]> {
  await using service = await startScriptedService(() => page(order_details, order_details.length));
  await using payments = paymentsAt([service.url]);
  const { items, error } = await collect(payments.listOrders(period));
  if (error) throw error;
  return items;
}

describe('what is asked', () => {
  test('the merchant, the period in seconds, the filters and the page', async () => {
    await using service = await startScriptedService(() => page([], 0));
    await using payments = paymentsAt([service.url]);
    await collect(
      payments.listOrders({
        startTime: new Date(1_700_000_000_900),
        endTime: new Date(1_700_086_399_100),
        subPayPlatforms: [SubPayPlatform.Alipay],
        outShopId: merchant.outShopId,
        staffId: '1206',
        orderType: QueryOrderType.RefundOrder,
        status: 0,
        pageSize: 7,
      }),
    );
    expect(service.received).toEqual([
      {
        endpoint: 'query_order_list',
        content: {
          out_sub_mch_id: merchant.outSubMchId,
          // A part of a second is rounded outwards.
          start_time: 1_700_000_000,
          end_time: 1_700_086_400,
          sub_pay_platforms: [200],
          out_shop_id: merchant.outShopId,
          staff_id: '1206',
          order_type: 2,
          status: 0,
          page_num: 1,
          page_size: 7,
          nonce_str: expect.stringMatching(/^\w{1,32}$/),
        },
      },
    ]);
  });

  test('by default payments and refunds of all shops, 100 a page', async () => {
    await using service = await startScriptedService(() => page([], 0));
    await using payments = paymentsAt([service.url]);
    await collect(payments.listOrders(period));
    const { content } = service.received[0] as ReceivedCall;
    expect(content).toMatchObject({ order_type: 3, page_num: 1, page_size: 100 });
    expect(content).not.toHaveProperty('out_shop_id');
  });

  test.each([
    ['startTime', { startTime: undefined }],
    ['startTime', { startTime: new Date('nonsense') }],
    ['startTime', { startTime: -1 }],
    ['startTime', { startTime: null }],
    ['startTime', { startTime: '2026-01-01' }],
    ['startTime', { startTime: Number.NaN }],
    // Milliseconds, the usual mistake.
    ['endTime', { endTime: 1_700_086_400_000 }],
    ['endTime', { endTime: undefined }],
    ['endTime', { endTime: period.startTime - 1 }],
    ['pageNum', { pageNum: 0 }],
    ['pageSize', { pageSize: 0 }],
    ['pageSize', { pageSize: 1_001 }],
    ['pageSize', { pageSize: 1.5 }],
    ['outShopId', { outShopId: 'x'.repeat(33) }],
    ['subPayPlatforms[1]', { subPayPlatforms: [100, 'alipay'] }],
    ['shopId', { shopId: '1' }],
  ])('%s: %o is refused before anything is sent', async (field, wrong) => {
    await using service = await startScriptedService(() => page([], 0));
    await using payments = paymentsAt([service.url]);
    const request = { ...period, ...wrong } as never;
    expect(() => payments.listOrders(request)).toThrow(ArgumentError);
    expect(() => payments.listOrders(request)).toThrow(expect.objectContaining({ field, outcome: 'failed' }));
    expect(service.received).toEqual([]);
  });

  test('a period of one second, and no request at all', async () => {
    await using payments = paymentsAt(['http://127.0.0.1:9']);
    expect(() => payments.listOrders({ startTime: 5, endTime: 5 })).not.toThrow();
    expect(() => payments.listOrders(undefined as never)).toThrow(expect.objectContaining({ field: 'startTime' }));
  });
});

describe('the pages', () => {
  test('are fetched when they are needed, one at a time', async () => {
    await using service = await startScriptedService(listOf(25));
    await using payments = paymentsAt([service.url]);
    const orders = payments.listOrders({ ...period, pageSize: 10 });
    expect(service.received).toHaveLength(0);
    let count = 0;
    for await (const entry of orders) {
      expect(numberOf(entry)).toBe(orderNo(count));
      count += 1;
      expect(service.received).toHaveLength(Math.ceil(count / 10));
      if (count === 11) break;
    }
    expect(service.received).toHaveLength(2);
    // Each iteration begins at the beginning.
    expect((await collect(orders)).items).toHaveLength(25);
    expect(service.received.map(({ content }) => content.page_num)).toEqual([1, 2, 1, 2, 3]);
  });

  test('may be had as such, with the total', async () => {
    await using service = await startScriptedService(listOf(25));
    await using payments = paymentsAt([service.url]);
    const { items } = await collect(payments.listOrders({ ...period, pageSize: 10 }).pages());
    expect(items.map(({ pageNum, entries, totalCount }) => [pageNum, entries.length, totalCount])).toEqual([
      [1, 10, 25],
      [2, 10, 25],
      [3, 5, 25],
    ]);
    expect(items.map(({ entries }) => numberOf(entries[0] as ListEntry))).toEqual([orderNo(0), orderNo(10), orderNo(20)]);
  });

  test('begin where the caller says', async () => {
    await using service = await startScriptedService(listOf(25));
    await using payments = paymentsAt([service.url]);
    const first = await payments
      .listOrders({ ...period, pageNum: 3, pageSize: 10 })
      .pages()
      .next();
    expect(first.value).toMatchObject({ pageNum: 3, totalCount: 25 });
    expect(service.received.map(({ content }) => content.page_num)).toEqual([3]);
  });

  test('of an empty list: one, without entries', async () => {
    await using service = await startScriptedService(listOf(0));
    await using payments = paymentsAt([service.url]);
    const { items } = await collect(payments.listOrders(period).pages());
    expect(items).toEqual([{ pageNum: 1, entries: [], totalCount: 0 }]);
    expect(service.received).toHaveLength(1);
  });

  test('a thousand of them take a thousand calls', async () => {
    await using service = await startScriptedService(listOf(20_000));
    await using payments = paymentsAt([service.url]);
    let count = 0;
    for await (const entry of payments.listOrders({ ...period, pageSize: 20 })) {
      if (numberOf(entry) !== orderNo(count)) expect.fail(`entry ${count} is ${numberOf(entry)}`);
      count += 1;
    }
    expect(count).toBe(20_000);
    expect(service.received).toHaveLength(1_000);
  }, 30_000);

  test('orders that arrive between two pages bring no order twice', async () => {
    // Newest first: two new orders before page 2 push two of page 1 into it.
    const first = [4, 3, 2].map(order);
    const second = [3, 2, 1].map(order);
    await using service = await startScriptedService((_, count) =>
      count === 1 ? page(first, 5) : page(count === 2 ? second : [order(0)], 7),
    );
    await using payments = paymentsAt([service.url]);
    const { items } = await collect(payments.listOrders({ ...period, pageSize: 3 }));
    expect(items.map(numberOf)).toEqual([4, 3, 2, 1, 0].map(orderNo));
  });

  test('a page of old acquaintances is not handed on, but the list goes on', async () => {
    const pages = [
      [4, 3],
      [4, 3],
      [2, 1],
    ].map((numbers) => numbers.map(order));
    await using service = await startScriptedService((_, count) => page(pages[count - 1] ?? [], count === 1 ? 4 : 6));
    await using payments = paymentsAt([service.url]);
    const { items } = await collect(payments.listOrders({ ...period, pageSize: 2 }).pages());
    expect(items.map(({ pageNum, entries }) => [pageNum, entries.map(numberOf)])).toEqual([
      [1, [4, 3].map(orderNo)],
      [3, [2, 1].map(orderNo)],
    ]);
  });
});

describe('an entry', () => {
  const place = { out_sub_mch_id: merchant.outSubMchId, shop_name: '南山店', staff_name: '小王', device_id: 1 };

  test.each([
    { state: { wxpay_current_trade_state: 2 }, sub: 100, payPlatform: 1, outcome: { result: 'paid' } },
    { state: { wxpay_current_trade_state: 9 }, sub: 100, payPlatform: 1, outcome: { result: 'unknown' } },
    { state: { wxpay_current_trade_state: 77 }, sub: 100, payPlatform: 1, outcome: { result: 'unknown' } },
    { state: { alipay_current_trade_state: 5 }, sub: 200, payPlatform: 2, outcome: { result: 'closed' } },
    { state: { card_current_trade_state: 4 }, sub: 300, payPlatform: 3, outcome: { result: 'refunded' } },
    { state: { record_current_trade_state: 2 }, sub: 402, payPlatform: 4, outcome: { result: 'paid' } },
    // A service that fills in every field.
    {
      state: { wxpay_current_trade_state: 0, alipay_current_trade_state: 2, card_current_trade_state: 0 },
      sub: 200,
      payPlatform: 2,
      outcome: { result: 'paid' },
    },
    // The state shows the platform; without a state, subPayPlatform does.
    { state: { wxpay_current_trade_state: 2 }, sub: undefined, payPlatform: 1, outcome: { result: 'paid' } },
    { state: {}, sub: 200, payPlatform: 2, outcome: { result: 'unknown' } },
  ])('of a payment with $state is $outcome.result', async ({ state, sub, payPlatform, outcome }) => {
    const record = { ...place, ...state, sub_pay_platform: sub, out_trade_no: orderNo(1), total_fee: 3 };
    const [entry] = await list([{ order: record }]);
    expect(entry).toMatchObject({ kind: 'order', outcome });
    const { order: listed } = entry as Extract<ListEntry, { kind: 'order' }>;
    expect(listed).toMatchObject({ payPlatform, outTradeNo: orderNo(1), totalFee: 3, shopName: '南山店', deviceId: '1' });
    expect(listed.currentTradeState).toBe(Object.values(state).find((value) => value > 0));
    expect(listed).not.toHaveProperty('wxpayCurrentTradeState');
    expect((entry as { outcome: object }).outcome).toHaveProperty('order', listed);
  });

  test.each([
    {
      state: { wxpay_current_trade_state: 4 },
      refunded: 1,
      outcome: { result: 'partlyRefunded', refundedFee: 1, remainingFee: 2 },
    },
    {
      state: { alipay_current_trade_state: 2 },
      refunded: 2,
      outcome: { result: 'partlyRefunded', refundedFee: 2, remainingFee: 1 },
    },
    { state: { wxpay_current_trade_state: 4 }, refunded: 3, outcome: { result: 'refunded' } },
    { state: { alipay_current_trade_state: 2 }, refunded: 3, outcome: { result: 'refunded' } },
    { state: { wxpay_current_trade_state: 4 }, refunded: undefined, outcome: { result: 'refunded' } },
    { state: { alipay_current_trade_state: 2 }, refunded: 0, outcome: { result: 'paid' } },
    // Money that went back by a reversal, or of an order that never was paid, is no refund.
    { state: { wxpay_current_trade_state: 8 }, refunded: 3, outcome: { result: 'reversed' } },
    { state: { wxpay_current_trade_state: 2 }, refunded: 0, outcome: { result: 'paid' } },
  ])('of an order of 3 fen with $refunded refunded in $state is $outcome.result', async ({ state, refunded, outcome }) => {
    const [entry] = await list([{ order: { ...state, out_trade_no: orderNo(1), total_fee: 3, refunded_fee: refunded } }]);
    expect(entry).toMatchObject({ kind: 'order', outcome });
  });

  test.each([
    { state: { wxpay_refund_state: 2 }, payPlatform: 1, outcome: { result: 'succeeded' } },
    { state: { wxpay_refund_state: 5 }, payPlatform: 1, outcome: { result: 'failed', needsPerson: true } },
    { state: { alipay_refund_state: 4 }, payPlatform: 2, outcome: { result: 'unknown' } },
    { state: { card_refund_state: 3 }, payPlatform: 3, outcome: { result: 'failed' } },
    { state: { record_refund_state: 2 }, payPlatform: 4, outcome: { result: 'succeeded' } },
  ])('of a refund with $state is $outcome.result', async ({ state, payPlatform, outcome }) => {
    const record = { ...place, ...state, out_trade_no: orderNo(1), out_refund_no: orderNo(2), refund_fee: 1 };
    const [entry] = await list([{ refund_order: record }]);
    expect(entry).toMatchObject({ kind: 'refund', outcome });
    const { refund } = entry as Extract<ListEntry, { kind: 'refund' }>;
    expect(refund).toMatchObject({ payPlatform, outRefundNo: orderNo(2), refundFee: 1, staffName: '小王' });
    expect(refund.state).toBe(Object.values(state)[0]);
  });

  test('a refund may have the number of an order', async () => {
    const entries = await list([
      order(1),
      { refund_order: { out_refund_no: orderNo(1) } },
      { refund_order: { out_refund_no: orderNo(1) } },
    ]);
    expect(entries.map(({ kind }) => kind)).toEqual(['order', 'refund']);
  });

  test('of a deposit is handed on as it came, once', async () => {
    const freeze_order = { out_freeze_no: orderNo(1), freeze_fee: 1, big: '12345678901234567890' };
    const entries = await list([
      { freeze_order },
      { freeze_order },
      { unfreeze_order: { out_unfreeze_no: orderNo(1) } },
      {},
      { voucher: 1 },
    ]);
    expect(entries).toEqual([
      { kind: 'other', fields: { freeze_order } },
      { kind: 'other', fields: { unfreeze_order: { out_unfreeze_no: orderNo(1) } } },
      { kind: 'other', fields: {} },
      { kind: 'other', fields: { voucher: 1 } },
    ]);
  });

  test('keeps the fields of a newer service, but not the payment code', async () => {
    const code = '134520273825387649';
    const entries = await list([
      { order: { ...order(1).order, author_code: code, mood: { author_code: code, colour: 'blue' } } },
      { freeze_order: { out_freeze_no: 'f', author_code: code } },
    ]);
    const { order: listed } = entries[0] as Extract<ListEntry, { kind: 'order' }>;
    expect(listed[unknownFields]).toEqual({ mood: { colour: 'blue' } });
    expect(entries[1]).toEqual({ kind: 'other', fields: { freeze_order: { out_freeze_no: 'f' } } });
  });
});
