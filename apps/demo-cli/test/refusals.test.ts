import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, run } from './support/cli.ts';
import { codes } from './support/payment-codes.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const code = codes.wechatPay('0000');
const service = () => ['--base-url', server.url, '--json'];

describe.concurrent('refused before anything is sent', { timeout: 30_000 }, () => {
  test.for([
    { args: ['--fee', '0'], field: 'totalFee' },
    { args: ['--fee', '1.5'], field: 'fee' },
    { args: ['--fee', '-1'], field: 'fee' },
    { args: ['--fee', '2147483648'], field: 'totalFee' },
    { args: ['--yuan', '0.00'], field: 'yuan' },
    { args: ['--yuan', '0.001'], field: 'yuan' },
    { args: ['--yuan', '1e3'], field: 'yuan' },
    { args: ['--fee', '1', '--out-trade-no', 'other-prefix-1'], field: 'outTradeNo' },
    { args: ['--fee', '1', '--out-trade-no', 'sz010002cz'.padEnd(33, '0')], field: 'outTradeNo' },
    { args: ['--fee', '1', '--body', '茶'.repeat(129)], field: 'body' },
    { args: ['--fee', '1', '--code', '404520273825380000'], field: 'authorCode' },
    { args: ['--fee', '1', '--code', ''], field: 'authorCode' },
  ])('pay $args', async ({ args, field }, { expect }) => {
    const ended = await run(['pay', '--code', code, ...args, ...service()]);
    expect(ended.status).toBe(3);
    expect(documentOf(ended)).toMatchObject({ result: 'refused', code: -3, error: { code: 'INVALID_ARGUMENT' } });
    expect(documentOf(ended).error?.message).toContain(field);
  });

  test('query of a number that is too long', async ({ expect }) => {
    const ended = await run(['query', '--out-trade-no', 'sz010002cz'.padEnd(33, '0'), ...service()]);
    expect(ended.status).toBe(3);
    expect(documentOf(ended)).toMatchObject({ result: 'refused', error: { code: 'INVALID_ARGUMENT' } });
  });
});

test('nothing was sent that is about an order', () => {
  const { ping: _, ...calls } = server.state().calls;
  expect(calls).toEqual({});
});
