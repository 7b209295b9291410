import { ArgumentError, describeRule, importAuthenKey, sealRequest } from '@cloudpay/core';
import { encode, FieldError, PaymentCallback, RefundCallback } from '@cloudpay/proto';
import type { TestMerchant, TestNews } from './news.ts';
import { paymentContent } from './payment-content.ts';
import { refundContent } from './refund-content.ts';

/** A request as `fetch` takes it. */
export interface TestCallback {
  readonly method: 'POST';
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * Makes a callback as Cloud Pay sends it, for an application's own tests. It is authenticated with the service provider's key,
 * or with the merchant's key if there is none.
 *
 * A handler queries the service before it calls its listener. In a test without a service, give it `confirm: false`.
 *
 * @param merchant the ids and keys, for example a configuration
 * @param news the order or the refunds; amounts in 分 fen
 * @returns a request as `fetch` takes it
 * @throws ArgumentError naming a field that orders or refunds do not have
 * @throws ConfigurationError when a key is not valid
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
