import { merchant, type ScriptedResponse, startScriptedService } from '@cloudpay/test-kit';
import { describe, expect, test } from 'vitest';
import { ArgumentError, PayPlatform, QueryOrderType } from '../../src/index.ts';
import { collect } from './helpers/collect.ts';
import { paymentsAt } from './helpers/payments.ts';

const key = 'order_detail_query';
const endTime = 1_700_086_400;

const page = (order_details: object[], total_count: number, overview?: object): ScriptedResponse => ({
  key,
  payload: { total_count, order_details, overview },
});

const shop_info = { out_shop_id: merchant.outShopId, shop_id: '432', shop_name: '南山店' };
const shop_staff_info = { staff_id: '1206', staff_name: '小王', shop_manager: true };
const order_mch = {
  pay_platform: 2,
  out_mch_id: merchant.outMchId,
  out_sub_mch_id: merchant.outSubMchId,
  mch_id: '1900007941',
};
const order_client = { device_id: 824, staff_id: '1206', machine_no: 'till-1', sdk_version: '1.0' };

const payment = (out_trade_no: string) => ({
  shop_info,
  shop_staff_info,
  receipt: {
    order: {
      order_mch,
      order_content: {
        out_trade_no,
        author_code: '284520273825387649',
        total_fee: 3,
        refunded_fee: 1,
        trade_type: 1,
        create_time: 1_700_000_001,
        alipay_order_content_ext: { current_trade_state: 2, buyer_logon_id: '138****' },
      },
      order_client,
      authen_info: { a: { authen_type: 1, authen_code: 'F'.repeat(64) } },
    },
  },
});

const refund = (out_refund_no: string) => ({
  shop_info,
  receipt: {
    refund_order: {
      refund_order_mch: order_mch,
      refund_order_content: {
        out_trade_no: 'sz010002cz1',
        out_refund_no,
        total_fee: 3,
        refund_fee: 1,
        alipay_refund_order_content_ext: { refund_status: 2, fund_change: 'Y' },
      },
      order_client,
    },
  },
});

describe('what is asked', () => {
  test('payments and refunds by default, and the overview with the first page alone', async () => {
    await using service = await startScriptedService((_, count) => page([payment(`sz010002cz${count}`)], 2));
    await using payments = paymentsAt([service.url]);
    await collect(payments.orderDetails({ endTime: new Date(endTime * 1000), pageSize: 1 }));
    const content = { out_sub_mch_id: merchant.outSubMchId, query_order_type: 3, end_time: endTime, page_size: 1 };
    const nonce_str = expect.any(String);
    expect(service.received).toEqual([
      { endpoint: 'client_order_detail', content: { ...content, page_num: 1, enable_overview: true, nonce_str } },
      { endpoint: 'client_order_detail', content: { ...content, page_num: 2, enable_overview: false, nonce_str } },
    ]);
  });

  test('the filters of the C function', async () => {
    await using service = await startScriptedService(() => page([], 0));
    await using payments = paymentsAt([service.url]);
    const filters = {
      payPlatform: PayPlatform.Alipay,
      queryOrderType: QueryOrderType.RefundOrder,
      queryCashierType: 1,
      outShopId: merchant.outShopId,
      staffId: '1206',
    };
    await collect(payments.orderDetails({ ...filters, startTime: 0, endTime, pageNum: 4 }));
    expect(service.received[0]?.content).toMatchObject({
      pay_platform: 2,
      query_order_type: 2,
      query_cashier_type: 1,
      out_shop_id: merchant.outShopId,
      staff_id: '1206',
      start_time: 0,
      end_time: endTime,
      page_num: 4,
    });
  });

  test.each([
    ['outShopId', { staffId: '1206' }],
    ['outShopId', { staffId: '1206', outShopId: '' }],
    ['endTime', { endTime: undefined }],
    ['endTime', { startTime: endTime + 1 }],
    ['payPlatform', { payPlatform: 'alipay' }],
    ['pageSize', { pageSize: 0 }],
    ['pageSize', { pageSize: 2_000 }],
    // A filter of the other list.
    ['deviceId', { deviceId: '824' }],
  ])('%s: %o is refused before anything is sent', async (field, wrong) => {
    await using service = await startScriptedService(() => page([], 0));
    await using payments = paymentsAt([service.url]);
    const request = { endTime, ...wrong } as never;
    expect(() => payments.orderDetails(request)).toThrow(ArgumentError);
    expect(() => payments.orderDetails(request)).toThrow(expect.objectContaining({ field }));
    expect(service.received).toEqual([]);
  });
});

test('payments and refunds are flat, with shop, cashier and outcome', async () => {
  await using service = await startScriptedService(() => page([payment('sz010002cz1'), refund('sz010002cz2')], 2));
  await using payments = paymentsAt([service.url]);
  const { items } = await collect(payments.orderDetails({ endTime }));
  const shopInfo = { outShopId: merchant.outShopId, shopId: '432', shopName: '南山店' };
  expect(items).toEqual([
    {
      kind: 'order',
      order: {
        payPlatform: 2,
        outMchId: merchant.outMchId,
        outSubMchId: merchant.outSubMchId,
        outTradeNo: 'sz010002cz1',
        tradeType: 1,
        totalFee: 3,
        refundedFee: 1,
        currentTradeState: 2,
        createTime: 1_700_000_001,
        buyerLogonId: '138****',
        deviceId: '824',
        staffId: '1206',
        machineNo: 'till-1',
      },
      outcome: { result: 'partlyRefunded', refundedFee: 1, remainingFee: 2, order: expect.anything() },
      shopInfo,
      shopStaffInfo: { staffId: '1206', staffName: '小王', shopManager: true },
    },
    {
      kind: 'refund',
      refund: expect.objectContaining({ payPlatform: 2, outRefundNo: 'sz010002cz2', refundFee: 1, state: 2, deviceId: '824' }),
      outcome: { result: 'succeeded', refund: expect.anything() },
      shopInfo,
    },
  ]);
  // Neither the payment code nor the code of the request that made the order.
  expect(JSON.stringify(items)).not.toMatch(/284520273825387649|FFFF/);
});

test('what is neither a payment nor a refund is handed on as it came', async () => {
  const freeze_order = { freeze_order_content: { out_freeze_no: 'sz010002cz9' } };
  await using service = await startScriptedService(() => page([{ shop_info, receipt: { freeze_order } }, {}], 2));
  await using payments = paymentsAt([service.url]);
  const { items } = await collect(payments.orderDetails({ endTime }));
  expect(items).toEqual([
    { kind: 'other', fields: { freeze_order }, shopInfo: expect.objectContaining({ shopId: '432' }) },
    { kind: 'other', fields: {} },
  ]);
});

test('the first page has the sums of the list', async () => {
  const overview = { total_count: 2, net_amount: -1 };
  await using service = await startScriptedService((_, count) =>
    page([payment(`sz010002cz${count}`)], 2, count === 1 ? overview : undefined),
  );
  await using payments = paymentsAt([service.url]);
  const { items } = await collect(payments.orderDetails({ endTime, pageSize: 1 }).pages());
  expect(items.map((item) => [item.totalCount, item.entries.length, item.overview])).toEqual([
    [2, 1, { totalCount: 2, netAmount: -1 }],
    [2, 1, undefined],
  ]);
});

test('a number that comes again on a later page comes once', async () => {
  const pages = [[payment('a'), refund('r')], [refund('r'), payment('b')], [payment('c')]];
  await using service = await startScriptedService((_, count) => page(pages[count - 1] ?? [], count === 1 ? 4 : 5));
  await using payments = paymentsAt([service.url]);
  const { items } = await collect(payments.orderDetails({ endTime, pageSize: 2 }));
  const numbers = items.map((item) =>
    item.kind === 'order' ? item.order.outTradeNo : item.kind === 'refund' && item.refund.outRefundNo,
  );
  expect(numbers).toEqual(['a', 'r', 'b', 'c']);
});
