import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { day, outShopId, outSubMchId, start, type TwoDays, twoDays } from './support/two-days.ts';

let trade: TwoDays;
beforeAll(async () => {
  trade = await twoDays();
});
afterAll(() => trade.server.close());

describe('client_sub_mch_sales_overview', () => {
  const sales = async (change: object) => {
    const reply = await call(trade.server.url, 'client_sub_mch_sales_overview', { out_sub_mch_id: outSubMchId, ...change });
    expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
    return reply.content.client_sub_mch_sales_overview as {
      total_count: number;
      overview: Record<string, number>;
      stat_infos: Record<string, number>[];
    };
  };
  const wednesday = 1_568_736_000;

  it('has a line per day, newest first; the lines add up to the overview', async () => {
    const { total_count: total, overview, stat_infos: lines } = await sales({ stat_type: 1 });
    expect(total).toBe(2);
    expect(lines.map(({ date, success_amount: amount }) => [date, amount])).toEqual([
      [wednesday + day, 1300],
      [wednesday, 800],
    ]);
    expect(overview).toMatchObject({ success_amount: 2100, refund_amount: 100, net_amount: 2000 });
  });

  it.each([
    ['week', 3, wednesday - 2 * day],
    ['month', 2, wednesday - 17 * day],
    ['year', 4, wednesday - 260 * day],
  ])('has a line per %s', async (_what, statType, date) => {
    const { stat_infos: lines } = await sales({ stat_type: statType });
    expect(lines).toMatchObject([{ date, success_amount: 2100 }]);
  });

  it('has pages, and filters by shop, staff, platform and trade type', async () => {
    const second = await sales({ stat_type: 1, page_num: 2, page_size: 1 });
    expect(second).toMatchObject({ total_count: 2, stat_infos: [{ date: wednesday }], overview: { success_amount: 2100 } });
    const { overview } = await sales({ shops: [{ out_shop_id: outShopId, staff_ids: ['1192'] }] });
    expect(overview.success_amount).toBe(200);
    expect((await sales({ pay_platform: 1 })).overview.success_amount).toBe(1300);
    expect((await sales({ trade_type: 2 })).overview.success_amount).toBe(500);
    expect((await sales({ end_time: start })).overview.success_amount).toBe(100);
  });

  it('names an unknown shop', async () => {
    const content = { out_sub_mch_id: outSubMchId, shops: [{ out_shop_id: outShopId }, { out_shop_id: 'other' }] };
    const reply = await call(trade.server.url, 'client_sub_mch_sales_overview', content);
    expect(reply.content).toMatchObject({ status: 101, description: expect.stringContaining('shops[1].out_shop_id:') });
  });
});
