import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { day, outShopId, outSubMchId, start, type TwoDays, twoDays } from './support/two-days.ts';

let trade: TwoDays;
beforeAll(async () => {
  trade = await twoDays();
});
afterAll(() => trade.server.close());

const listContent = (change: object) => ({
  out_sub_mch_id: outSubMchId,
  order_type: 1,
  start_time: start,
  end_time: start + 10 * day,
  page_num: 1,
  page_size: 100,
  nonce_str: 'x',
  ...change,
});

describe('query_order_list', () => {
  const list = async (change: object) => {
    const { content } = await call(trade.server.url, 'query_order_list', listContent(change));
    return content.query_order_list as {
      total_count: number;
      order_details: { order?: Record<string, unknown>; refund_order?: Record<string, unknown> }[];
    };
  };

  it.each<[what: string, change: object, names: string[]]>([
    ['successful payments', {}, ['g', 'f', 'e', 'b', 'a']],
    ['successful payments, said so', { status: 0 }, ['g', 'f', 'e', 'b', 'a']],
    ['all payments', { status: 1 }, ['g', 'f', 'e', 'd', 'c', 'b', 'a']],
    ['successful refunds', { order_type: 2 }, ['b']],
    ['all refunds', { order_type: 2, status: 1 }, ['g', 'b']],
    ['two platforms', { sub_pay_platforms: [200, 300], status: 1 }, ['f', 'd', 'b']],
    ['what was recorded in time', { end_time: start + 15, status: 1 }, ['b', 'a']],
    ['what was paid in time', { pay_time_type: 2, status: 1 }, ['g', 'f', 'e', 'd', 'b', 'a']],
    ['what changed in time', { time_filter: 2, start_time: start + 15, end_time: start + 25, status: 1 }, ['b']],
    ['refunds that were asked for in time', { order_type: 2, refund_time_type: 2, end_time: start + 20 }, ['b']],
    ['bank cards', { sub_pay_platforms: [401] }, []],
    ['printed codes', { qrcode_id: '1' }, []],
    ['a member of staff', { out_shop_id: outShopId, staff_id: '1192' }, ['b']],
  ])('lists %s', async (_what, change, expected) => {
    const { order_details: details, total_count: total } = await list(change);
    expect(details.map(({ order, refund_order: refund }) => trade.nameOf((order ?? refund)?.out_trade_no))).toEqual(expected);
    expect(total).toBe(expected.length);
  });

  it('returns flat records', async () => {
    const { order_details: orders } = await list({ sub_pay_platforms: [200], end_time: start + 60 });
    expect(orders).toEqual([
      {
        order: expect.objectContaining({
          shop_name: '云支付体验店',
          staff_name: '店员',
          device_name: '收银台',
          sub_pay_platform: 200,
          total_fee: 200,
          refunded_fee: 100,
          alipay_current_trade_state: 2,
        }),
      },
    ]);
    const { order_details: refunds } = await list({ order_type: 2, status: 1, page_size: 1 });
    expect(refunds).toEqual([
      {
        refund_order: expect.objectContaining({
          sub_pay_platform: 100,
          total_fee: 700,
          refund_fee: 50,
          wxpay_refund_state: 4,
          pay_last_update_time: start + day + 60,
        }),
      },
    ]);
  });
});

describe('query_order_list_overview', () => {
  it('returns the totals of the list, by platform', async () => {
    const { page_num: _page, page_size: _size, ...content } = listContent({ order_type: 3 });
    const reply = await call(trade.server.url, 'query_order_list_overview', content);
    expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
    const { overviews } = reply.content.query_order_list_overview as { overviews: Record<string, unknown>[] };
    expect(overviews).toHaveLength(2);
    expect(overviews).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ sub_pay_platform: 100, success_count: 3, success_amount: 1300, refund_amount: 0 }),
        expect.objectContaining({ sub_pay_platform: 200, success_count: 2, success_amount: 800, refund_amount: 100 }),
      ]),
    );
  });
});
