import { queryOrderListOverviewEndpoint } from '@cloudpay/proto';
import { subPayPlatforms } from '../service/merchant/sub-pay-platforms.ts';
import { orderListEntries } from '../service/reports/order-list.ts';
import { statisticsOf } from '../service/reports/statistics.ts';
import { envelopedHandler } from './handler.ts';
import { checkListedShop } from './listed-shop.ts';

/** 订单列表概览: the totals of `query_order_list`, one line per platform with orders. (One line per platform is an inference.) */
export const queryOrderListOverview = envelopedHandler(queryOrderListOverviewEndpoint, {
  isList: true,
  perform(request, account) {
    const { outMchId, outSubMchId } = account.merchant;
    const entries = orderListEntries(request, checkListedShop(request, account), account);
    const byPlatform = Map.groupBy(entries, ({ order }) => order.payPlatform);
    const overviews = [...byPlatform].map(([payPlatform, group]) => ({
      outMchId,
      outSubMchId,
      payPlatform,
      subPayPlatform: subPayPlatforms.get(payPlatform),
      ...statisticsOf(group),
    }));
    return { payload: { overviews } };
  },
});
