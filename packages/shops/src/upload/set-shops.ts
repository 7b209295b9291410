import { type CallOptions, type CloudPayClient, type CloudPayError, callWithRetries, sharedTimeout } from '@cloudpay/core';
import type { SetSubMchShopInfoResponse, ShopInfo } from '@cloudpay/proto';
import { setSubMchShopInfoEndpoint } from '@cloudpay/proto';
import { batchesOf } from './batches.ts';
import { asUnknown } from './unknown-outcome.ts';

/** The result of an upload. */
export interface UploadResult {
  /** 门店列表: all shops of the merchant after the upload; undefined when the service did not list them. */
  readonly shops: readonly ShopInfo[] | undefined;
}

/**
 * Adds and changes shops: `set_sub_mch_shop_info` with `is_all` false, which deletes no shop.
 *
 * @param shops from `checkShops`; many shops go in several requests
 * @throws CloudPayError; its outcome is `unknown` once any request may have set something
 */
export async function setShops(
  client: CloudPayClient,
  shops: readonly ShopInfo[],
  options: CallOptions,
): Promise<UploadResult> {
  const nextOptions = sharedTimeout(client, options);
  let response: SetSubMchShopInfoResponse | undefined;
  let done = 0;
  for (const batch of batchesOf(shops)) {
    try {
      ({ response } = await callWithRetries(
        client,
        setSubMchShopInfoEndpoint,
        uploadContent(client, batch, false),
        nextOptions(),
      ));
    } catch (error) {
      if (done === 0) throw error;
      throw asUnknown(error as CloudPayError, `前 ${done} 家门店已上传 (the first ${done} shops were set)`);
    }
    done += batch.length;
  }
  return { shops: shopsIn(response) };
}

export function uploadContent({ configuration }: CloudPayClient, shopInfos: readonly ShopInfo[], isAll: boolean) {
  const { outMchId, outSubMchId } = configuration;
  return { outMchId, outSubMchId, isAll, shopInfos: [...shopInfos] };
}

/** The shops of a response. Clients have also seen `shop_infos` in place of the documented `set_shop_infos`. */
export function shopsIn(response: SetSubMchShopInfoResponse | undefined): readonly ShopInfo[] | undefined {
  const { setShopInfos, shopInfos } = response ?? {};
  return setShopInfos?.length ? setShopInfos : (shopInfos ?? setShopInfos);
}
