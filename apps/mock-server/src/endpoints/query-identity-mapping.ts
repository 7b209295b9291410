import { type MchIdentity, type OutIdentity, queryIdentityMappingEndpoint, type ShopInfo } from '@cloudpay/proto';
import { alipayCodes, wechatPayCodes } from '../service/merchant/payment-codes.ts';
import { refuseField } from '../service/refusals/refusal.ts';
import type { Account } from '../service/sandbox/account.ts';
import type { Sandbox } from '../service/sandbox/sandbox.ts';
import { envelopedHandler, readRequest } from './handler.ts';

/**
 * 查询身份映射: converts a shop's numbers at WeChat Pay or Cloud Pay to its Cloud Pay numbers. The till has no key yet, so the
 * call is not authenticated.
 */
export const queryIdentityMapping = envelopedHandler(queryIdentityMappingEndpoint, {
  accountOf(content, sandbox) {
    const { mch, out } = readRequest(queryIdentityMappingEndpoint.request, content);
    if (mch === undefined && out === undefined) throw refuseField('mch', 'a value, or one of out');
    return mch ? accountByPlatformNumbers(mch, sandbox) : accountByOutIds(out ?? {}, sandbox);
  },
  perform({ mch, out }, account) {
    const { outMchId, outSubMchId } = account.merchant;
    const shop = mch ? shopByPlatformNumber(mch, account) : account.checkOutIds('out', out ?? {});
    return {
      payload: {
        outMchId,
        outSubMchId,
        outShopId: shop.outShopId,
        wxAuthorCodes: [...wechatPayCodes.prefixes],
        aliAuthorCodes: [...alipayCodes.prefixes],
      },
    };
  },
});

/** Several merchants may share a service provider, and so its number. */
function accountByPlatformNumbers({ mchId, subMchId }: MchIdentity, { accounts }: Sandbox): Account {
  if (!accounts.find(({ merchant }) => merchant.mchId === mchId)) throw refuseField('mch.mch_id', 'a known merchant');
  const account = accounts.find(({ merchant }) => merchant.mchId === mchId && merchant.subMchId === subMchId);
  if (account === undefined) throw refuseField('mch.sub_mch_id', 'a known merchant');
  return account;
}

function accountByOutIds({ outSubMchId }: OutIdentity, { accounts }: Sandbox): Account {
  const account = outSubMchId === undefined ? undefined : accounts.get(outSubMchId);
  if (account === undefined) throw refuseField('out.out_sub_mch_id', 'a known merchant');
  return account;
}

function shopByPlatformNumber({ shopId }: MchIdentity, { shops }: Account): ShopInfo {
  const shop = [...shops.values()].find((known) => known.shopId === shopId);
  if (shop === undefined) throw refuseField('mch.shop_id', 'a known shop');
  return shop;
}
