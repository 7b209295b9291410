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
import { querySubMerchant } from './sub-merchant.ts';
import { checkShops } from './upload/check-shops.ts';
import { type ReplaceAllOptions, type ReplaceAllResult, replaceAllShops } from './upload/replace-all-shops.ts';
import { setShops, type UploadResult } from './upload/set-shops.ts';

/** What {@link Shops} takes: the merchant's configuration, and the parts of the world that a caller replaces. */
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
   * @param options a configuration; or a client made elsewhere (by the secure login, say), which is then closed with this
   * @throws ConfigurationError naming the field
   */
  constructor(options: ShopsOptions | CloudPayClient) {
    this.#client = options instanceof CloudPayClient ? options : createClient(options);
  }

  /**
   * 上传门店（增量）: adds shops, and changes those whose `shopId` is known. It never deletes a shop: that is {@link replaceAllShops}. C function
   * `cloud_pay_set_shop_info` (incremental), endpoint `set_sub_mch_shop_info`.
   *
   * A field that is left out keeps its value, one that is sent empty (`''`, `[]`) loses it. `deviceInfos` and `staffInfos` replace the lists of
   * that shop: staff who are not in the list are removed, and can no longer log in. What only the service sets (`outShopId`, `createTime`, …)
   * is not sent. Many shops go in several requests; the same call may be made again after any failure.
   *
   * @param shops at least one; each with a `shopId` of at most 64 characters and a `shopName` of at most 32; no id twice
   * @param options `timeout` bounds the whole, in milliseconds; default three times the configuration's for each request
   * @returns all shops of the merchant, where the service tells them
   * @throws ArgumentError naming the field, such as `shopInfos[3].shopName`, before anything is sent
   * @throws CloudPayError; its outcome is `unknown` when some shops may have been set
   */
  async setShops(shops: readonly ShopInfo[], options: CallOptions = {}): Promise<UploadResult> {
    return setShops(this.#client, checkShops(shops), options);
  }

  /**
   * 上传门店（全量）: makes these the merchant's only shops. **Shops that are not in the list are deleted**, but only those that `mayDelete`
   * names; when others would go, nothing is sent. C function `cloud_pay_set_shop_info` (whole), endpoint `set_sub_mch_shop_info`.
   *
   * It looks first, as {@link diffShops} does, and sends nothing when nothing differs. Where nothing is to be deleted only what is new or
   * changed is sent, in a way that cannot delete. Where something is, the service offers no condition to its "replace all": a shop that
   * somebody adds in the moment between the last look and the arrival of the request is deleted with the others. Upload from one place at a
   * time, and after an outcome `unknown` look again.
   *
   * A request that deletes holds all shops, in one piece: about 600 bytes for a shop with an address, one device and two members of staff. The
   * sandbox takes 1 MiB of them; what Cloud Pay takes is not documented, and it refuses what is too much.
   *
   * @param shops as for {@link setShops}; a field that is left out keeps its value
   * @param options `mayDelete` the shops that may be deleted, none by default; `timeout` bounds the whole, in milliseconds
   * @returns what was done, and all shops where the service tells them
   * @throws ArgumentError naming the field, before anything is sent
   * @throws DeletionsRefusedError naming the shops that would have been deleted
   * @throws CloudPayError; its outcome is `unknown` when the upload may have been done
   * @example
   * const { deleted } = await shops.diffShops(wanted);
   * if (await askSomeone(deleted)) await shops.replaceAllShops(wanted, { mayDelete: deleted });
   */
  async replaceAllShops(shops: readonly ShopInfo[], options: ReplaceAllOptions = {}): Promise<ReplaceAllResult> {
    return replaceAllShops(this.#client, checkShops(shops), options);
  }

  /**
   * 比较门店: what {@link replaceAllShops} would add, change and delete. {@link setShops} would do the same but for the deletions. Changes
   * nothing. Endpoint `query_sub_mch_shop_info`.
   *
   * @param shops as for {@link setShops}
   * @param options `timeout` bounds the whole, in milliseconds; default three times the configuration's for each page
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
   * @param options `timeout` bounds the call with its repetitions, in milliseconds; default three times the configuration's
   * @throws ArgumentError naming the field; CloudPayError
   */
  async queryShops(request: QueryShopInfoRequest, options: CallOptions = {}): Promise<ShopPage> {
    return queryShops(this.#client, request, options);
  }

  /**
   * 门店列表: all shops of the merchant, with devices and staff, each once. Pages are fetched one at a time, when their first shop is asked for.
   * C function `cloud_pay_query_shop_info`, endpoint `query_sub_mch_shop_info`.
   *
   * @param request `outShopId` for one shop; `pageSize` 200 by default, at most 1,000
   * @param options `timeout` for each page with its repetitions, in milliseconds
   * @throws ArgumentError naming the field, at once
   * @throws CloudPayError from the iteration, when a page cannot be had
   * @example for await (const { shopName, staffInfos } of shops.listShops()) console.log(shopName, staffInfos?.length);
   */
  listShops(request: ListShopsRequest = {}, options: CallOptions = {}): AsyncIterable<ShopInfo> {
    return listShops(this.#client, request, options);
  }

  /**
   * 查询子商户: the merchant with its names, numbers and order prefix (`cloudCashierId`), below its service provider. Endpoint
   * `sdk_query_sub_mch_info`.
   *
   * @param options `timeout` bounds the call with its repetitions, in milliseconds; default three times the configuration's
   * @returns one entry a platform, as many as the service puts on a page of one
   * @throws CloudPayError
   */
  async querySubMerchant(options: CallOptions = {}): Promise<readonly MchSubMchInfos[]> {
    return querySubMerchant(this.#client, options);
  }

  /** Ends what is under way and closes the connections. */
  async close(): Promise<void> {
    this.#client.close();
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
