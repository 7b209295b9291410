import type { Configuration, ConfigurationInput } from '@cloudpay/core';
import type { OrderSdk, RefundOrderSdk } from '@cloudpay/proto';

/** The merchant of a test callback, for example its configuration. */
export interface TestMerchant extends Pick<Configuration, 'outMchId' | 'outSubMchId'> {
  readonly outShopId?: string;
  readonly authenKey: ConfigurationInput['authenKey'];
  /** Signs in place of `authenKey`, as Cloud Pay does. */
  readonly providerAuthenKey?: ConfigurationInput['providerAuthenKey'];
}

/** The order of a test callback. Defaults: an order of 1 fen, paid just now by WeChat Pay at the till. */
export type TestOrder = Partial<OrderSdk> & { readonly outTradeNo: string };

/** A refund of a test callback. Defaults: a refund of 1 fen, which succeeded just now at WeChat Pay. */
export type TestRefund = Partial<RefundOrderSdk> & { readonly outTradeNo: string; readonly outRefundNo: string };

/** The content of a test callback: an order, or refunds. `nonceStr` is random by default. */
export type TestNews =
  | { readonly order: TestOrder; readonly nonceStr?: string }
  | { readonly refunds: readonly TestRefund[]; readonly nonceStr?: string };
