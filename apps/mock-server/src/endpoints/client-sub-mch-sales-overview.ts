import { clientSubMchSalesOverviewEndpoint, StatType } from '@cloudpay/proto';
import { entriesOf, pageOf, timeOf } from '../service/reports/entries.ts';
import { startOfPeriod } from '../service/reports/periods.ts';
import { statisticsOf } from '../service/reports/statistics.ts';
import { envelopedHandler } from './handler.ts';

/** 销售概览: one line of statistics per period with sales, newest first, and the totals. */
export const clientSubMchSalesOverview = envelopedHandler(clientSubMchSalesOverviewEndpoint, {
  isList: true,
  perform(request, account) {
    const { outMchId, outSubMchId } = account.merchant;
    const { payPlatform, shops = [], statType = StatType.Daily } = request;
    if (request.outMchId) account.merchant.checkMch('out_mch_id', request.outMchId);
    for (const [index, { outShopId }] of shops.entries()) account.shops.check(`shops[${index}].out_shop_id`, outShopId);

    const entries = entriesOf(account, { ...request, payPlatforms: payPlatform ? [payPlatform] : [] });
    const byPeriod = Map.groupBy(entries, (entry) => startOfPeriod(statType, timeOf(entry)));
    const lines = [...byPeriod].map(([date, group]) => ({ date, outMchId, outSubMchId, ...statisticsOf(group) }));
    return {
      payload: {
        totalCount: lines.length,
        overview: { outMchId, outSubMchId, ...statisticsOf(entries) },
        statInfos: [...pageOf(lines, request.pageNum, request.pageSize)],
      },
    };
  },
});
