import { type CallOptions, type CloudPayClient, callWithRetries, checkMessage } from '@cloudpay/core';
import { QueryShopInfoRequest, querySubMchShopInfoEndpoint, type ShopInfo } from '@cloudpay/proto';

/** 门店列表的一页: a page of the merchant's shops. */
export interface ShopPage {
  /** 门店列表: the shops of this page, with devices and staff. */
  readonly shopInfos: readonly ShopInfo[];
  /** 总数: the number of all shops, not only of this page; undefined when the service does not send it. */
  readonly totalCount: number | undefined;
}

/**
 * Reads one page by `query_sub_mch_shop_info`.
 *
 * @throws ArgumentError naming the field; CloudPayError
 */
export async function queryShops(
  client: CloudPayClient,
  request: QueryShopInfoRequest,
  options: CallOptions,
): Promise<ShopPage> {
  checkMessage(QueryShopInfoRequest, request);
  const { outMchId, outSubMchId } = client.configuration;
  const { pageNum, pageSize, outShopId } = request;
  const content = { outMchId, outSubMchId, pageNum, pageSize, outShopId };
  const {
    response: { shopInfos = [], totalCount },
  } = await callWithRetries(client, querySubMchShopInfoEndpoint, content, options);
  return { shopInfos, totalCount };
}
