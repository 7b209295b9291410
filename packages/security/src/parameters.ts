import { ArgumentError, checkMessage } from '@cloudpay/core';
import { type MchIdentity, OutIdentity, PayPlatform, SecurityLoginSdkRequest } from '@cloudpay/proto';
import { type Shop, shopFields } from './shop.ts';

const platformFields = ['mchId', 'subMchId', 'shopId'] as const;

/** A parameter that the user must enter. */
export type LoginParameter = (typeof platformFields)[number] | (typeof shopFields)[number];

/**
 * Which shop a login is for: by its WeChat Pay numbers (服务商商户号 `mchId`, 子商户号 `subMchId`, 门店编号 `shopId`, as in the C SDK), or by its
 * Cloud Pay numbers. All may be left out once the encrypted file exists: it holds them.
 */
export interface LoginParameters extends SecurityLoginSdkRequest, OutIdentity {}

/**
 * The parameters after the check: a shop, WeChat Pay numbers that the service must translate into a shop, or the missing
 * parameters.
 */
export type CheckedParameters =
  | { readonly shop: Shop }
  | { readonly mch: Required<MchIdentity> }
  | { readonly missing: readonly LoginParameter[] };

/** Whether the parameters name a shop, wholly or in part. */
export function namesShop(parameters: LoginParameters): boolean {
  return [...platformFields, ...shopFields].some((field) => Boolean(parameters[field]));
}

/**
 * Checks the parameters of a login.
 *
 * @throws ArgumentError naming the field whose type or length is wrong
 */
export function checkParameters(parameters: LoginParameters): CheckedParameters {
  const { payPlatform = PayPlatform.WechatPay, mchId, subMchId, shopId, outMchId, outSubMchId, outShopId } = parameters;
  checkMessage(SecurityLoginSdkRequest, { payPlatform, mchId, subMchId, shopId });
  checkMessage(OutIdentity, { outMchId, outSubMchId, outShopId });
  // `query_identity_mapping` has no field for a platform: it takes WeChat Pay's numbers only.
  if (payPlatform !== PayPlatform.WechatPay)
    throw new ArgumentError('payPlatform', '仅支持微信支付 (only WeChat Pay is supported)');

  const fields = shopFields.some((field) => parameters[field]) ? shopFields : platformFields;
  const missing = fields.filter((field) => !parameters[field]);
  if (missing.length > 0) return { missing };
  return fields === shopFields
    ? { shop: { outMchId, outSubMchId, outShopId } as Shop }
    : { mch: { mchId, subMchId, shopId } as Required<MchIdentity> };
}
