import { unknownFields } from '@cloudpay/proto';
import { merchant, type ScriptedResponse, startScriptedService } from '@cloudpay/test-kit';
import { describe, expect, test } from 'vitest';
import { ArgumentError, PayPlatform, QueryOrderType, StatType, SubPayPlatform, TradeType } from '../../src/index.ts';
import { collect } from './helpers/collect.ts';
import { paymentsAt } from './helpers/payments.ts';

const period = { startTime: 1_700_000_000, endTime: 1_700_086_400 };
const nonce_str = expect.any(String);

describe('salesStatistics', () => {
  const page = (stat_infos: object[], total_count: number): ScriptedResponse => ({
    key: 'client_sub_mch_sales_overview',
    payload: { total_count, stat_infos, overview: { total_count: 3, net_amount: -5, poundage: 1 } },
  });
  const day = (date: number, total_amount = 1) => ({ date, total_amount });

  test('asks for the shops, the period and the page', async () => {
    await using service = await startScriptedService(() => page([], 0));
    await using payments = paymentsAt([service.url]);
    const filters = { payPlatform: PayPlatform.WechatPay, tradeType: TradeType.MicroPay, statType: StatType.Monthly };
    await collect(payments.salesStatistics({ ...period, ...filters, outShopId: ['shop1', 'shop2'], pageSize: 5 }));
    await collect(payments.salesStatistics(period));
    const who = { out_mch_id: merchant.outMchId, out_sub_mch_id: merchant.outSubMchId };
    const when = { start_time: period.startTime, end_time: period.endTime };
    expect(service.received).toEqual([
      {
        endpoint: 'client_sub_mch_sales_overview',
        content: {
          ...who,
          ...when,
          shops: [{ out_shop_id: 'shop1' }, { out_shop_id: 'shop2' }],
          pay_platform: 1,
          trade_type: 1,
          stat_type: 2,
          page_num: 1,
          page_size: 5,
          nonce_str,
        },
      },
      { endpoint: 'client_sub_mch_sales_overview', content: { ...who, ...when, page_num: 1, page_size: 100, nonce_str } },
    ]);
  });

  test('iterates the lines of all pages', async () => {
    const pages = [[day(2), day(1)], [day(0, -7)]];
    await using service = await startScriptedService((_, count) => page(pages[count - 1] ?? [], 3));
    await using payments = paymentsAt([service.url]);
    const { items } = await collect(payments.salesStatistics({ ...period, pageSize: 2 }));
    expect(items).toEqual([
      { date: 2, totalAmount: 1 },
      { date: 1, totalAmount: 1 },
      { date: 0, totalAmount: -7 },
    ]);
  });

  test('keeps lines that say the same, but not a page that comes again', async () => {
    await using service = await startScriptedService(() => page([day(1), day(1)], 4));
    await using payments = paymentsAt([service.url]);
    expect((await collect(payments.salesStatistics({ ...period, pageSize: 2 }))).items).toHaveLength(2);
  });

  test('has the sums of all lines, for one call', async () => {
    await using service = await startScriptedService(() => page([day(2), day(1)], 50));
    await using payments = paymentsAt([service.url]);
    const statistics = payments.salesStatistics({ ...period, pageSize: 2 });
    expect(await statistics.overview()).toEqual({
      totalCount: 3,
      netAmount: -5,
      poundage: '1',
      // A number in the place of text is kept as it came, too.
      [unknownFields]: { poundage: 1 },
    });
    expect(service.received).toHaveLength(1);
    const first = await statistics.pages().next();
    expect(first.value).toMatchObject({ pageNum: 1, totalCount: 50, overview: { netAmount: -5 } });
  });

  test.each([
    ['outShopId[1]', { outShopId: ['a', 'x'.repeat(33)] }],
    ['outShopId', { outShopId: 'shop1' }],
    ['startTime', { startTime: undefined }],
    ['endTime', { endTime: 0 }],
    ['statType', { statType: 'monthly' }],
    ['pageNum', { pageNum: -1 }],
    ['shops', { shops: [] }],
  ])('%s: %o is refused before anything is sent', async (field, wrong) => {
    await using payments = paymentsAt(['http://127.0.0.1:9']);
    const request = { ...period, ...wrong } as never;
    expect(() => payments.salesStatistics(request)).toThrow(ArgumentError);
    expect(() => payments.salesStatistics(request)).toThrow(expect.objectContaining({ field }));
  });
});

describe('orderOverview', () => {
  test('adds up what a list would hold', async () => {
    await using service = await startScriptedService(() => ({
      key: 'query_order_list_overview',
      payload: {
        overviews: [
          { sub_pay_platform: 100, net_amount: 12 },
          { sub_pay_platform: 200, net_amount: -3 },
        ],
      },
    }));
    await using payments = paymentsAt([service.url]);
    const filter = { ...period, subPayPlatforms: [SubPayPlatform.WechatPay], orderType: QueryOrderType.Order };
    expect(await payments.orderOverview(filter)).toEqual([
      { subPayPlatform: 100, netAmount: 12 },
      { subPayPlatform: 200, netAmount: -3 },
    ]);
    const content = {
      start_time: period.startTime,
      end_time: period.endTime,
      sub_pay_platforms: [100],
      order_type: 1,
      status: 1,
    };
    expect(service.received).toEqual([
      { endpoint: 'query_order_list_overview', content: { ...content, out_sub_mch_id: merchant.outSubMchId, nonce_str } },
    ]);
  });

  test('of nothing is nothing', async () => {
    await using service = await startScriptedService(() => ({ key: 'query_order_list_overview', payload: {} }));
    await using payments = paymentsAt([service.url]);
    expect(await payments.orderOverview(period)).toEqual([]);
  });

  test.each([
    ['startTime', { startTime: undefined }],
    ['endTime', { endTime: 1 }],
    // An overview has no pages.
    ['pageSize', { pageSize: 10 }],
  ])('%s: %o is refused before anything is sent', async (field, wrong) => {
    await using payments = paymentsAt(['http://127.0.0.1:9']);
    await expect(payments.orderOverview({ ...period, ...wrong } as never)).rejects.toMatchObject({
      field,
      code: 'INVALID_ARGUMENT',
    });
  });
});
