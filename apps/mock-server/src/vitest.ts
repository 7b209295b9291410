/**
 * A Vitest fixture: each test gets its own sandbox.
 *
 * @module @cloudpay/mock-server/vitest
 */
import { test as base, type TestAPI } from 'vitest';
import { type MockServer, type MockServerOptions, startMockServer } from './index.ts';

/** The fixtures of {@link test}. */
export interface CloudPayFixtures {
  /** Options of the sandbox. Default: `{ seed: 1 }`. Change them with `test.override` or `test.extend`. */
  cloudPayOptions: MockServerOptions;
  /** A sandbox that starts and ends with the test. */
  cloudPay: MockServer;
}

/**
 * Vitest's `test` with a sandbox in its context.
 *
 * @example
 * test('a customer types the password', async ({ cloudPay, expect }) => {
 *   await using payments = new Payments({ ...cloudPay.configuration, clock: cloudPay.clock });
 *   const outTradeNo = await payments.newOrderNumber();
 *   const payment = await payments.microPay({ outTradeNo, authorCode: '134520273825380001', totalFee: 1999, body: '咖啡' });
 *   expect(await payment.result()).toMatchObject({ result: 'paid' });
 * });
 */
export const test: TestAPI<CloudPayFixtures> = base.extend<CloudPayFixtures>({
  cloudPayOptions: { seed: 1 },
  cloudPay: async ({ cloudPayOptions }, use) => {
    await using server = await startMockServer(cloudPayOptions);
    await use(server);
  },
});
