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
