import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { day, outShopId, outSubMchId, start, type TwoDays, twoDays } from './support/two-days.ts';

let trade: TwoDays;
beforeAll(async () => {
  trade = await twoDays();
});
afterAll(() => trade.server.close());

interface Detail {
  receipt: {
    order?: { order_content: Record<string, unknown>; order_mch: object; order_client: object };
    refund_order?: { refund_order_content: Record<string, unknown>; refund_order_mch: object };
  };
  shop_info: Record<string, unknown>;
  shop_staff_info: Record<string, unknown>;
}

async function detail(change: object) {
  const reply = await call(trade.server.url, 'client_order_detail', {
    out_sub_mch_id: outSubMchId,
    query_order_type: 3,
    end_time: start + 10 * day,
    page_num: 1,
    page_size: 100,
    ...change,
  });
  expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
  const list = reply.content.order_detail_query as { total_count: number; order_details: Detail[]; overview?: object };
  const names = list.order_details.map(({ receipt: { order, refund_order: refund } }) =>
    order
      ? trade.nameOf(order.order_content.out_trade_no)
      : `refund of ${trade.nameOf(refund?.refund_order_content.out_trade_no)}`,
  );
  return { ...list, names };
}

describe('client_order_detail', () => {
  it.each<[what: string, change: object, names: string[]]>([
    ['all', {}, ['refund of g', 'g', 'f', 'e', 'd', 'c', 'refund of b', 'b', 'a']],
    ['payments', { query_order_type: 1 }, ['g', 'f', 'e', 'd', 'c', 'b', 'a']],
    ['refunds', { query_order_type: 2 }, ['refund of g', 'refund of b']],
    ['deposits', { query_order_type: 4 }, []],
    ['a platform', { pay_platform: 2 }, ['f', 'refund of b', 'b']],
    ['a trade type', { trade_type: 2 }, ['e']],
    ['a shop', { out_shop_id: outShopId, query_order_type: 1 }, ['g', 'f', 'e', 'd', 'c', 'b', 'a']],
    ['a member of staff', { out_shop_id: outShopId, staff_id: '1192' }, ['b']],
    ['a device that took none', { device_id: 'other' }, []],
    ['a time', { start_time: start, end_time: start + 10 }, ['b', 'a']],
    ['another time', { start_time: start + day }, ['refund of g', 'g', 'f']],
    [
      'zeros, which mean all',
      { pay_platform: 0, trade_type: 0, start_time: 0, query_order_type: 2 },
      ['refund of g', 'refund of b'],
    ],
  ])('lists %s, newest first', async (_what, change, expected) => {
    const { names, total_count: total } = await detail(change);
    expect(names).toEqual(expected);
    expect(total).toBe(expected.length);
  });

  it('returns pages, and the number of entries on all pages', async () => {
    const pages: unknown[] = [];
    for (let page = 1; page <= 4; page++) {
      const { names, total_count: total } = await detail({ page_num: page, page_size: 4 });
      expect(total).toBe(9);
      pages.push(names);
    }
    expect(pages).toEqual([['refund of g', 'g', 'f', 'e'], ['d', 'c', 'refund of b', 'b'], ['a'], []]);
  });

  it('has shop, staff, merchant and refunded amount', async () => {
    const { order_details: details } = await detail({ pay_platform: 2 });
    const [f, refund, b] = details;
    expect(f?.shop_info).toMatchObject({ out_shop_id: outShopId, shop_id: '432' });
    expect(b?.shop_staff_info).toMatchObject({ staff_id: '1192', refund_auth: false });
    expect(b?.receipt.order).toMatchObject({
      order_mch: { pay_platform: 2, out_sub_mch_id: outSubMchId, mch_id: '1900007941', sub_mch_id: '1900008341' },
      order_content: { refunded_fee: 100, alipay_order_content_ext: { current_trade_state: 2 } },
      order_client: { device_id: '824' },
    });
    expect(refund?.receipt.refund_order).toMatchObject({
      refund_order_mch: { pay_platform: 2 },
      refund_order_content: { refund_fee: 100, alipay_refund_order_content_ext: { refund_status: 2 } },
    });
  });

  it('returns the totals of the whole list, not of the page', async () => {
    const { overview } = await detail({ enable_overview: true, page_size: 1 });
    expect(overview).toMatchObject({
      total_count: 7,
      total_amount: 2800,
      success_count: 5,
      success_amount: 2100,
      refund_count: 1,
      refund_amount: 100,
      refund_create_count: 2,
      refund_create_amount: 150,
      net_count: 4,
      net_amount: 2000,
      revoke_settle_amount: 400,
      order_refunded_amount: 500,
    });
    expect((await detail({})).overview).toBeUndefined();
  });

  it.each([
    ['out_sub_mch_id', { out_sub_mch_id: 'sz01AAAAAAAAAAAAAAAA' }],
    ['out_shop_id', { out_shop_id: 'sz01AAAAAAAAAAAAAAAA' }],
    ['out_shop_id', { staff_id: '1206' }],
    ['page_num', { page_num: 0 }],
    ['page_size', { page_size: -1 }],
    ['end_time', { end_time: undefined }],
  ])('names %s if it is wrong', async (field, change) => {
    const good = { out_sub_mch_id: outSubMchId, query_order_type: 3, end_time: start, page_num: 1, page_size: 1 };
    const reply = await call(trade.server.url, 'client_order_detail', { ...good, ...change });
    expect(reply).toMatchObject({ authentic: undefined, content: { status: 101 } });
    expect(reply.content.description).toContain(`${field}:`);
  });
});
