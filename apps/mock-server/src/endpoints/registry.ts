import { clientInitialize } from './client-initialize.ts';
import { clientOrderDetail } from './client-order-detail.ts';
import { clientSubMchSalesOverview } from './client-sub-mch-sales-overview.ts';
import { clientTryGetInitializers } from './client-try-get-initializers.ts';
import { closeOrder } from './close-order.ts';
import type { Handler } from './handler.ts';
import { microPay } from './micro-pay.ts';
import { ping } from './ping.ts';
import { queryIdentityMapping } from './query-identity-mapping.ts';
import { queryOrder } from './query-order.ts';
import { queryOrderList } from './query-order-list.ts';
import { queryOrderListOverview } from './query-order-list-overview.ts';
import { queryRefundOrder } from './query-refund-order.ts';
import { querySubMchShopInfo } from './query-sub-mch-shop-info.ts';
import { refund } from './refund.ts';
import { reverse } from './reverse.ts';
import { scanCodePay } from './scan-code-pay.ts';
import { sdkQuerySubMchInfo } from './sdk-query-sub-mch-info.ts';
import { setSubMchShopInfo } from './set-sub-mch-shop-info.ts';
import { uploadClientConfInfo } from './upload-client-conf-info.ts';
import { uploadClientMonitorInfo } from './upload-client-monitor-info.ts';
import { useDeviceSetting } from './use-device-setting.ts';

/** The handlers of all calls. */
export const handlers: readonly Handler[] = [
  ping,
  microPay,
  scanCodePay,
  queryOrder,
  reverse,
  closeOrder,
  refund,
  queryRefundOrder,
  clientOrderDetail,
  queryOrderList,
  queryOrderListOverview,
  clientSubMchSalesOverview,
  queryIdentityMapping,
  clientInitialize,
  clientTryGetInitializers,
  useDeviceSetting,
  setSubMchShopInfo,
  querySubMchShopInfo,
  sdkQuerySubMchInfo,
  uploadClientMonitorInfo,
  uploadClientConfInfo,
];
