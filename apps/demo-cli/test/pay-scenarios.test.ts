import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, type Run, run } from './support/cli.ts';
import { codes } from './support/payment-codes.ts';

interface Expected {
  readonly result: string;
  readonly code: number;
  readonly status: number;
  /** Orders that the sandbox holds under the number: a refused request leaves none. */
  readonly orders: 0 | 1;
}

const paid: Expected = { result: 'paid', code: 0, status: 0, orders: 1 };
const failed: Expected = { result: 'failed', code: -1, status: 1, orders: 1 };
const refused: Expected = { ...failed, orders: 0 };
const closed: Expected = { result: 'closed', code: -4, status: 1, orders: 1 };
const unknown: Expected = { result: 'unknown', code: -2, status: 2, orders: 1 };

/** The longest first, so that they run beside the others. 0011 takes more than a minute: used-number.long.test.ts. */
const scenarios: [scenario: string, wechatPay: Expected, alipay: Expected, more?: readonly string[]][] = [
  ['0007', paid, paid],
  ['0001', paid, paid],
  ['0002', failed, closed],
  ['0005', paid, paid],
  ['0013', paid, paid],
  ['0014', paid, paid],
  ['0010', unknown, unknown, ['--timeout', '2']],
  ['0006', paid, paid],
  ['0008', paid, paid],
  ['0009', paid, paid],
  ['0012', paid, paid],
  ['0000', paid, paid],
  ['0003', failed, failed],
  ['0004', refused, refused],
  ['4321', paid, paid],
];

const cases = [
  ...scenarios.flatMap(([scenario, wechatPay, alipay, more = []]) => [
    { name: `WeChat Pay ${scenario}`, authorCode: codes.wechatPay(scenario), payPlatform: 1, expected: wechatPay, more },
    { name: `Alipay ${scenario}`, authorCode: codes.alipay(scenario), payPlatform: 2, expected: alipay, more },
  ]),
  { name: 'membership card 0000', authorCode: codes.card('0000'), payPlatform: 3, expected: paid, more: [] },
];

/** What the service echoes says nothing about money: every client comes to the same outcome. */
describe.each(['exact', 'careless'] as const)('a service whose manner is %s', (manner) => {
  /** Most of a run is waiting: many at a time take little more than the longest, and are no strain. */
  const atATime = 20;
  const runs = new Map<string, Promise<Run>>();
  let server: MockServer;

  beforeAll(async () => {
    server = await startMockServer({ manner });
    const ended: Promise<unknown>[] = [];
    for (const [index, { name, authorCode, more }] of cases.entries()) {
      const args = ['pay', '--code', authorCode, '--fee', '1999', '--base-url', server.url, '--json', ...more];
      const started = Promise.resolve(ended[index - atATime]).then(() => run(args));
      runs.set(name, started);
      ended.push(started.catch(() => {}));
    }
  });
  afterAll(() => server.close());

  test.for(cases)('$name', { timeout: 60_000 }, async ({ name, payPlatform, expected }) => {
    const ended = (await runs.get(name)) as Run;
    const document = documentOf(ended);
    expect({ ...document, status: ended.status }).toMatchObject({
      result: expected.result,
      code: expected.code,
      status: expected.status,
      payPlatform,
    });
    expect(document.outTradeNo).toMatch(/^sz010002cz\d{22}$/);
    const orders = server.state().orders.filter(({ outTradeNo }) => outTradeNo === document.outTradeNo);
    expect(orders).toHaveLength(expected.orders);
    for (const order of orders) {
      expect(order).toMatchObject({ payPlatform, totalFee: 1999, charges: expected.result === 'paid' ? 1 : 0 });
    }
  });

  test('the sandbox holds no other order', () => {
    expect(server.state().orders).toHaveLength(cases.reduce((sum, { expected }) => sum + expected.orders, 0));
  });
});
