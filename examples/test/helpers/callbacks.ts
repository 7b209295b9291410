import type { MockServer } from '@cloudpay/mock-server';
import { createTestCallback, Payments } from '@cloudpay/payments';
import { expect } from 'vitest';

/** Pays an order at the sandbox, and makes the callback that tells of it. */
export async function paidOrder({ merchant, url }: MockServer) {
  const { outMchId, outSubMchId, outShopId, authenKey, providerAuthenKey } = merchant;
  const ids = { outMchId, outSubMchId, outShopId, deviceId: '824', cloudCashierId: 'sz010002cz' };
  const configuration = { ...ids, authenKey, providerAuthenKey };
  await using payments = new Payments({ ...configuration, baseUrls: [url] });
  const outTradeNo = await payments.newOrderNumber();
  const payment = await payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 1999, body: '咖啡' });
  expect(await payment.result()).toMatchObject({ result: 'paid' });
  return { outTradeNo, configuration, callback: createTestCallback(configuration, { order: { outTradeNo, totalFee: 1999 } }) };
}

/** What is answered to a request, as Cloud Pay reads it. */
export async function responseOf(response: Response) {
  const { response_content, authen_info } = (await response.json()) as { response_content: string; authen_info?: object };
  const { status, description } = JSON.parse(response_content) as { status: number; description: string };
  return { http: response.status, status, description, isAuthenticated: authen_info !== undefined };
}

/**
 * Sends a genuine callback and every kind that must not be taken.
 *
 * @param send what brings a request to the handler under test
 */
export async function expectRightAnswers(
  sandbox: MockServer,
  send: (request: RequestInit) => Promise<Response>,
): Promise<string> {
  const { outTradeNo, configuration, callback } = await paidOrder(sandbox);
  const refused = { http: 400, status: 101, isAuthenticated: false };
  const response = async (request: RequestInit) => responseOf(await send(request));

  const { request_content } = JSON.parse(callback.body);
  const tampered = callback.body.replace('1999', '9999');
  expect(tampered).not.toBe(callback.body);
  expect(await response({ ...callback, body: tampered })).toMatchObject(refused);
  expect(await response({ ...callback, body: JSON.stringify({ request_content }) })).toMatchObject(refused);
  const otherKey = { ...configuration, providerAuthenKey: 'another key' };
  expect(await response(createTestCallback(otherKey, { order: { outTradeNo } }))).toMatchObject(refused);
  // Authentic, but Cloud Pay itself does not know of such a payment yet: it is to call again.
  expect(await response(createTestCallback(configuration, { order: { outTradeNo: 'sz010002cz1' } }))).toMatchObject({
    http: 503,
    status: 103,
  });
  expect(await response({ ...callback, body: '' })).toMatchObject(refused);
  expect(await response({ ...callback, body: ' '.repeat(1_048_577) })).toMatchObject({ ...refused, http: 413 });

  // What was told is answered as received.
  for (let times = 0; times < 2; times++)
    expect(await response(callback)).toMatchObject({ http: 200, status: 0, isAuthenticated: true });
  const double = createTestCallback(configuration, { order: { outTradeNo, totalFee: 1999 } });
  expect(await response(double)).toMatchObject({ http: 200, status: 0 });
  return outTradeNo;
}
