/**
 * The shops of a merchant with their devices and staff: upload, list, compare. Start with {@link Shops}.
 *
 * @module @cloudpay/shops
 */
export {
  ArgumentError,
  type CallEvent,
  type CallListener,
  type CallOptions,
  type ClientOptions,
  type Clock,
  CloudPayClient,
  CloudPayError,
  type Configuration,
  ConfigurationError,
  type ConfigurationInput,
  configurationFromConf,
  configurationFromEnv,
  createClient,
  createConfiguration,
  createFetchTransport,
  decodeText,
  type ErrorCode,
  type ErrorOutcome,
  type Fetch,
} from '@cloudpay/core';
export {
  type DeviceInfo,
  DeviceShiftType,
  DeviceType,
  type MchSubMchInfos,
  PayPlatform,
  type QueryShopInfoRequest,
  type ShopInfo,
  type StaffInfo,
  type SubMchInfo,
} from '@cloudpay/proto';
export type { FieldChange } from './diff/changed-fields.ts';
export type { ShopChange, ShopsDiff } from './diff/shops-diff.ts';
export type { ListShopsRequest } from './list/list-shops.ts';
export type { ShopPage } from './list/query-shops.ts';
export { parseShops } from './shop/parse-shops.ts';
export { Shops, type ShopsOptions } from './shops.ts';
export { DeletionsRefusedError } from './upload/deletions-refused.ts';
export type { ReplaceAllOptions, ReplaceAllResult } from './upload/replace-all-shops.ts';
export type { UploadResult } from './upload/set-shops.ts';
