import {
  ArgumentError,
  type Configuration,
  type ConfigurationInput,
  describeRule,
  importAuthenKey,
  sealRequest,
} from '@cloudpay/core';
import { encode, FieldError, type OrderSdk, PaymentCallback, RefundCallback, type RefundOrderSdk } from '@cloudpay/proto';
import { paymentContent } from './payment-content.ts';
import { refundContent } from './refund-content.ts';

/** Whose callbacks a test makes, for example its configuration. */
export interface TestMerchant extends Pick<Configuration, 'outMchId' | 'outSubMchId'> {
  readonly outShopId?: string;
  readonly authenKey: ConfigurationInput['authenKey'];
  /** Signs in place of `authenKey`, as Cloud Pay does. */
  readonly providerAuthenKey?: ConfigurationInput['providerAuthenKey'];
}

/** The order of a test callback. What is left out is that of an order of 1 fen, paid just now by WeChat Pay at the till. */
export type TestOrder = Partial<OrderSdk> & { readonly outTradeNo: string };

/** A refund of a test callback. What is left out is that of a refund of 1 fen, which succeeded just now at WeChat Pay. */
export type TestRefund = Partial<RefundOrderSdk> & { readonly outTradeNo: string; readonly outRefundNo: string };

/** What a test callback tells. `nonceStr` is random unless given. */
export type TestNews =
  | { readonly order: TestOrder; readonly nonceStr?: string }
  | { readonly refunds: readonly TestRefund[]; readonly nonceStr?: string };

/** A request as `fetch` takes it. */
export interface TestCallback {
  readonly method: 'POST';
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * Makes a callback as Cloud Pay sends it, authenticated with the service provider's key, or without one with the
 * merchant's, for an application's own tests.
 *
 * A handler asks the service before it tells its listener: in a test without a service, give it `confirm: false`.
 *
 * @throws ArgumentError naming a field that orders or refunds do not have
 * @example await fetch(url, createTestCallback(configuration, { order: { outTradeNo: 'sz010002cz1', totalFee: 1999 } }));
 */
export function createTestCallback(merchant: TestMerchant, news: TestNews): TestCallback {
  const [authenKey] = [merchant.providerAuthenKey ?? merchant.authenKey].flat();
  try {
    const content =
      'order' in news
        ? encode(PaymentCallback, paymentContent(merchant, news.order, news.nonceStr))
        : encode(RefundCallback, refundContent(merchant, news.refunds, news.nonceStr));
    return {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: sealRequest(content, { authenKey: importAuthenKey(authenKey as string) }),
    };
  } catch (error) {
    throw error instanceof FieldError ? new ArgumentError(error.path, describeRule(error)) : error;
  }
}
