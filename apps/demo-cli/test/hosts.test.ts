import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentOf, run } from './support/cli.ts';
import { codes } from './support/payment-codes.ts';

const dead = 'http://127.0.0.1:1';
/** Takes connections, and never says a word. */
const hanging = createServer();
/** Answers as any web server would, not as Cloud Pay. */
const rubbish = createHttpServer((_, response) => response.end('<h1>It works!</h1>'));
let good: MockServer;

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  good = await startMockServer();
  for (const server of [hanging, rubbish]) await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterAll(async () => {
  hanging.close();
  rubbish.close();
  await good.close();
});

/** The order of the hosts that fail. */
const orders = [
  { name: 'dead, hanging, rubbish', hosts: () => [dead, urlOf(hanging), urlOf(rubbish)] },
  { name: 'rubbish, dead, hanging', hosts: () => [urlOf(rubbish), dead, urlOf(hanging)] },
  { name: 'hanging, rubbish, dead', hosts: () => [urlOf(hanging), urlOf(rubbish), dead] },
];

describe.concurrent('three hosts fail in a row, each in its way', { timeout: 60_000 }, () => {
  test.for(orders)('$name: the first payment succeeds through the fourth', async ({ hosts }, { expect }) => {
    const baseUrls = [...hosts(), good.url].flatMap((url) => ['--base-url', url]);
    const ended = await run(['pay', '--code', codes.wechatPay('0000'), '--fee', '1', ...baseUrls, '--json']);
    expect(documentOf(ended)).toMatchObject({ result: 'paid' });
    const { outTradeNo } = documentOf(ended);
    expect(good.state().orders.find((order) => order.outTradeNo === outTradeNo)).toMatchObject({ charges: 1 });
  });

  test('refunds, cancels and queries find it too', async ({ expect }) => {
    const baseUrls = [dead, urlOf(rubbish), good.url].flatMap((url) => ['--base-url', url]);
    const order = ['--out-trade-no', 'sz010002cz-hosts', ...baseUrls];
    expect((await run(['pay', '--code', codes.alipay('0000'), '--fee', '2', ...order])).status).toBe(0);
    expect((await run(['refund', '--fee', '1', ...order])).status).toBe(0);
    expect((await run(['query', ...order])).stdout).toContain('PARTLY REFUNDED');
    expect((await run(['orders', ...baseUrls])).status).toBe(0);
  });
});
