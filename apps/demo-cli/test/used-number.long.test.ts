import { startMockServer } from '@cloudpay/mock-server';
import { test } from 'vitest';
import { documentOf, run } from './support/cli.ts';
import { codes } from './support/payment-codes.ts';

// The number has an order, says the service (102), and a question finds none: only after a minute is that believed.
test.concurrent.for([
  ['WeChat Pay', codes.wechatPay('0011')],
  ['Alipay', codes.alipay('0011')],
] as const)('%s 0011: a used number that leads to no order', { timeout: 150_000 }, async ([, code], { expect }) => {
  await using server = await startMockServer();
  const ended = await run(['pay', '--code', code, '--fee', '1999', '--base-url', server.url, '--json']);
  expect(ended.status).toBe(1);
  expect(documentOf(ended)).toMatchObject({ result: 'failed', code: -1, error: { status: 102 } });
  expect(server.state().orders).toEqual([]);
});
