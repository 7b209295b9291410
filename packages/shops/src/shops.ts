import {
  type CallOptions,
  type ClientOptions,
  CloudPayClient,
  type ConfigurationInput,
  createClient,
  sharedTimeout,
} from '@cloudpay/core';
import type { MchSubMchInfos, QueryShopInfoRequest, ShopInfo } from '@cloudpay/proto';
import { diffShops } from './diff/diff-shops.ts';
import type { ShopsDiff } from './diff/shops-diff.ts';
import { type ListShopsRequest, listShops } from './list/list-shops.ts';
import { queryShops, type ShopPage } from './list/query-shops.ts';
import { checkShops } from './shop/check-shops.ts';
import { querySubMerchant } from './sub-merchant.ts';
import { type ReplaceAllOptions, type ReplaceAllResult, replaceAllShops } from './upload/replace-all-shops.ts';
import { setShops, type UploadResult } from './upload/set-shops.ts';

/** Options of {@link Shops}: the merchant's configuration, and the ports that a caller may replace, for example the clock. */
export interface ShopsOptions extends ConfigurationInput, ClientOptions {}

/**
 * Uploads and lists the shops of a merchant, with their devices and staff.
 *
 * @example
 * await using shops = new Shops({ outMchId, outSubMchId, outShopId, deviceId: '824', authenKey });
 * await shops.setShops([{ shopId: '433', shopName: '二店', staffInfos: [{ staffId: '1301', staffName: '张三', shopManager: true }] }]);
 */
export class Shops implements AsyncDisposable {
  readonly #client: CloudPayClient;

  /**
   * @param options a configuration; or an existing client, for example from the secure login, which this object then closes
   * @throws ConfigurationError naming the field
   */
  constructor(options: ShopsOptions | CloudPayClient) {
    this.#client = options instanceof CloudPayClient ? options : createClient(options);
  }

  /**
   * 上传门店（增量）: adds shops, and changes shops whose `shopId` exists. It never deletes a shop; {@link replaceAllShops} does. C function
   * `cloud_pay_set_shop_info` (incremental), endpoint `set_sub_mch_shop_info`.
   *
   * A missing field keeps its value, an empty one (`''`, `[]`) clears it. `deviceInfos` and `staffInfos` replace the lists of that shop: staff
   * who are not in the list are removed and can no longer log in. Fields that only the service sets (`outShopId`, `createTime`, …) are not
   * sent. Many shops go in several requests. You may repeat the same call after any failure.
   *
   * @param shops at least one; each with a `shopId` of at most 64 characters and a `shopName` of at most 32; without duplicate ids
   * @param options `timeout` for the whole call, in milliseconds; default three times the configuration's for each request
   * @returns all shops of the merchant, if the service lists them
   * @throws ArgumentError naming the field, such as `shopInfos[3].shopName`, before anything is sent
   * @throws CloudPayError; its outcome is `unknown` when some shops may have been set
   */
  async setShops(shops: readonly ShopInfo[], options: CallOptions = {}): Promise<UploadResult> {
    return setShops(this.#client, checkShops(shops), options);
  }

  /**
   * 上传门店（全量）: makes these the merchant's only shops. **Shops that are not in the list are deleted**, but only those in `mayDelete`. If
   * other shops would be deleted, nothing is sent. C function `cloud_pay_set_shop_info` (whole), endpoint `set_sub_mch_shop_info`.
   *
   * It first reads the shops, as {@link diffShops} does, and sends nothing when nothing differs. If no shop must be deleted, it sends only the
   * new and changed shops, in a request that cannot delete. If a shop must be deleted, it uses the service's "replace all", which cannot be
   * conditional: a shop that someone adds between the last read and the upload is deleted too. So upload from one place at a time, and check
   * with {@link diffShops} after the outcome `unknown`.
   *
   * A request that deletes holds all shops: about 600 bytes for a shop with an address, one device and two members of staff. The sandbox
   * accepts 1 MiB. Cloud Pay's limit is not documented; it refuses a request that is too large.
   *
   * @param shops as for {@link setShops}; a missing field keeps its value
   * @param options `mayDelete`: the shops that may be deleted, none by default; `timeout` for the whole call, in milliseconds
   * @returns what was done, and all shops if the service lists them
   * @throws ArgumentError naming the field, before anything is sent
   * @throws DeletionsRefusedError naming the shops that would have been deleted
   * @throws CloudPayError; its outcome is `unknown` when the upload may have taken effect
   * @example
   * const { deleted } = await shops.diffShops(wanted);
   * if (await askSomeone(deleted)) await shops.replaceAllShops(wanted, { mayDelete: deleted });
   */
  async replaceAllShops(shops: readonly ShopInfo[], options: ReplaceAllOptions = {}): Promise<ReplaceAllResult> {
    return replaceAllShops(this.#client, checkShops(shops), options);
  }

  /**
   * 比较门店: returns what {@link replaceAllShops} would add, change and delete. {@link setShops} would do the same without the deletions. This
   * call changes nothing. Endpoint `query_sub_mch_shop_info`.
   *
   * @param shops as for {@link setShops}
   * @param options `timeout` for the whole call, in milliseconds; default three times the configuration's for each page
   * @throws ArgumentError naming the field; CloudPayError when the shops cannot be read
   */
  async diffShops(shops: readonly ShopInfo[], options: CallOptions = {}): Promise<ShopsDiff> {
    return diffShops(this.#client, checkShops(shops), sharedTimeout(this.#client, options));
  }

  /**
   * 查询门店: one page of the merchant's shops, with devices and staff. C function `cloud_pay_query_shop_info`, endpoint
   * `query_sub_mch_shop_info`.
   *
   * @param request `pageNum` and `pageSize` from 1; `outShopId` for one shop
   * @param options `timeout` for the call with its retries, in milliseconds; default three times the configuration's
   * @throws ArgumentError naming the field; CloudPayError
   */
  async queryShops(request: QueryShopInfoRequest, options: CallOptions = {}): Promise<ShopPage> {
    return queryShops(this.#client, request, options);
  }

  /**
   * 门店列表: all shops of the merchant with devices and staff, each once. A page is fetched when the iteration reaches it.
   * C function `cloud_pay_query_shop_info`, endpoint `query_sub_mch_shop_info`.
   *
   * @param request `outShopId` for one shop; `pageSize` 200 by default, at most 1,000
   * @param options `timeout` for each page with its retries, in milliseconds
   * @throws ArgumentError naming the field, at once
   * @throws CloudPayError from the iteration, when a page cannot be read
   * @example for await (const { shopName, staffInfos } of shops.listShops()) console.log(shopName, staffInfos?.length);
   */
  listShops(request: ListShopsRequest = {}, options: CallOptions = {}): AsyncIterable<ShopInfo> {
    return listShops(this.#client, request, options);
  }

  /**
   * 查询子商户: the merchant's names, numbers and order prefix (`cloudCashierId`). Endpoint `sdk_query_sub_mch_info`.
   *
   * @param options `timeout` for the call with its retries, in milliseconds; default three times the configuration's
   * @returns one entry per platform, as many as the service sends on a page of size 1
   * @throws CloudPayError
   */
  async querySubMerchant(options: CallOptions = {}): Promise<readonly MchSubMchInfos[]> {
    return querySubMerchant(this.#client, options);
  }

  /** Aborts running calls and closes the connections. */
  async close(): Promise<void> {
    this.#client.close();
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
