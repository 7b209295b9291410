import { ArgumentError, type CallOptions, type CloudPayClient, CloudPayError, checkMessage } from '@cloudpay/core';
import { QueryShopInfoRequest, type ShopInfo } from '@cloudpay/proto';
import { queryShops } from './query-shops.ts';
import { shopPages } from './shop-pages.ts';

/** Which shops to list. */
export interface ListShopsRequest {
  /** 云支付门店号: only this shop, by its Cloud Pay number. Default: all. */
  readonly outShopId?: string | undefined;
  /** 每页条数: how many shops are fetched at a time. Default 200, at most 1,000. */
  readonly pageSize?: number | undefined;
}

/** With some devices and staff each, this many shops make a response of about 250 KiB. */
export const defaultPageSize = 200;

/** Cloud Pay documents no limit. This one is a guess. */
const maxPageSize = 1_000;

/**
 * Lists the shops by `query_sub_mch_shop_info`, page by page.
 *
 * @throws ArgumentError naming the field, at once
 */
export function listShops(
  client: CloudPayClient,
  { outShopId, pageSize = defaultPageSize }: ListShopsRequest,
  options: CallOptions,
): AsyncIterable<ShopInfo> {
  checkMessage(QueryShopInfoRequest, { outShopId, pageNum: 1, pageSize });
  if (pageSize > maxPageSize) throw new ArgumentError('pageSize', `最多 ${maxPageSize} (must be at most ${maxPageSize})`);
  const fetch = (pageNum: number) => queryShops(client, { outShopId, pageNum, pageSize }, options);
  // Each iteration starts at page 1.
  return { [Symbol.asyncIterator]: () => shopsOf(shopPages(fetch), options.signal) };
}

async function* shopsOf(
  pages: ReturnType<typeof shopPages>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ShopInfo, void, void> {
  for await (const { shopInfos } of pages) {
    for (const shop of shopInfos) {
      if (signal?.aborted) throw aborted(signal);
      yield shop;
    }
  }
}

function aborted({ reason }: AbortSignal): CloudPayError {
  // Reading changes nothing, so the outcome is certain.
  return new CloudPayError('读取被中止 (aborted by the caller)', { code: 'ABORTED', outcome: 'failed', cause: reason });
}
