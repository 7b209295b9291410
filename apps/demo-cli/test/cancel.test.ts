import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentOf, run } from './support/cli.ts';
import { newJournal, recordsIn } from './support/journal.ts';
import { codes } from './support/payment-codes.ts';
import { payRaw } from './support/raw-payment.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const orderOf = (number: string) => server.state().orders.find(({ outTradeNo }) => outTradeNo === number);

/** A till with a journal of its own. */
function till(url = server.url) {
  const journal = newJournal();
  const cli = (command: string, number: string, ...args: string[]) =>
    run([command, '--out-trade-no', number, ...args, '--base-url', url, '--journal', journal, '--json']);
  return { cli, journal };
}

describe.concurrent('cancel', { timeout: 60_000 }, () => {
  test('gives the money of a payment back', async ({ expect }) => {
    const { cli, journal } = till();
    const number = 'sz010002cz-cancel-paid';
    await cli('pay', number, '--code', codes.wechatPay('0000'), '--fee', '5');
    const ended = await cli('cancel', number);
    expect(ended.status).toBe(0);
    expect(documentOf(ended)).toEqual({ result: 'cancelled', code: 0, outTradeNo: number });
    expect(ended.stderr).toContain('✔ 已撤单 CANCELLED');
    expect(orderOf(number)).toMatchObject({ currentTradeState: 8, refundedFee: 5 });
    expect(recordsIn(journal).get(number)).toMatchObject({ state: 'reversed' });
    expect((await cli('query', number)).status).toBe(1);
  });

  test('closes a scan-code order that nobody paid', async ({ expect }) => {
    const { cli } = till();
    const number = 'sz010002cz-cancel-qr';
    await cli('qr', number, '--platform', 'alipay', '--fee', '5', '--timeout', '1');
    expect((await cli('cancel', number)).status).toBe(0);
    expect(orderOf(number)).toMatchObject({ currentTradeState: 5, charges: 0 });
  });

  test('of a paid scan-code order is refused by the service', async ({ expect }) => {
    const { cli } = till();
    const number = 'sz010002cz-cancel-late';
    await cli('qr', number, '--platform', 'wechat', '--fee', '5', '--timeout', '1');
    server.payOrder(number);
    const ended = await cli('cancel', number, '--trade-type', '2');
    expect(ended.status).toBe(1);
    expect(documentOf(ended)).toMatchObject({ result: 'failed', code: -1, error: { code: 'SERVICE_REFUSED', status: 104 } });
    expect(orderOf(number)).toMatchObject({ charges: 1, refundedFee: 0 });
  });

  test('is stopped where the order cannot be asked for', async ({ expect }) => {
    const ended = await till('http://127.0.0.1:1').cli('cancel', 'sz010002cz-nowhere', '--timeout', '1');
    expect(ended.status).toBe(3);
    expect(documentOf(ended)).toMatchObject({ result: 'refused', error: { code: 'REFUSED_LOCALLY' } });
  });

  test('takes no third trade type', async ({ expect }) => {
    expect((await till().cli('cancel', 'sz010002cz-1', '--trade-type', '3')).status).toBe(64);
  });

  // The number was used before: by the same till for another amount, or by another till.
  test.for([
    { name: 'by another device', deviceId: '999', totalFee: 5 },
    { name: 'for another amount', deviceId: '824', totalFee: 7 },
  ])('after a re-entry conflict ($name) is refused, in a later process too', async ({ deviceId, totalFee }, { expect }) => {
    const { cli, journal } = till();
    const number = `sz010002cz-reentry-${deviceId}`;
    await payRaw(server, { outTradeNo: number, totalFee, authorCode: codes.wechatPay('0000'), deviceId });
    const paid = await cli('pay', number, '--code', codes.wechatPay('0000'), '--fee', '5');
    expect(paid.status).toBe(1);
    expect(documentOf(paid)).toMatchObject({ result: 'reentryConflict', code: -6 });
    expect(recordsIn(journal).get(number)).toMatchObject({ state: 'reentryConflict' });

    for (const args of [[], ['--trade-type', '1']]) {
      const ended = await cli('cancel', number, ...args);
      expect(ended.status).toBe(3);
      expect(documentOf(ended)).toMatchObject({ result: 'refused', code: -3, error: { code: 'REFUSED_LOCALLY' } });
      expect(ended.stderr).toContain('重入冲突');
    }
    expect((await cli('refund', number, '--fee', '1')).status).toBe(3);
    // That the other order is paid is no reason to hand over goods.
    const asked = await cli('query', number);
    expect(documentOf(asked)).toMatchObject({ result: 'reentryConflict', code: -6, order: { totalFee } });
    expect(asked.stderr).toContain('是本次销售且已付，即已收款');
    expect(orderOf(number)).toMatchObject({ charges: 1, refundedFee: 0 });
  });
});

test('whose answers are lost is not certain; interrupted, it is recorded, and resume finds out', { timeout: 30_000 }, async ({
  expect,
}) => {
  await using own = await startMockServer();
  const { cli, journal } = till(own.url);
  const number = 'sz010002cz-cancel-lost';
  await cli('pay', number, '--code', codes.alipay('0000'), '--fee', '5');
  own.injectFault({ endpoint: 'reverse', fault: 'delay', delayMs: 30_000 });
  const ended = await run(['cancel', '--out-trade-no', number, '--base-url', own.url, '--journal', journal], {
    onOutput: (child, stdout) => {
      if (stdout.includes('订单号') && !child.killed) setTimeout(() => child.kill('SIGINT'), 700);
    },
  });
  expect(ended.status).toBe(2);
  expect(ended.stdout).toContain('? 撤单结果未知 NOT CERTAIN');
  expect(ended.stdout).toContain(`npx -y pnpm@12 cloudpay resume --base-url ${own.url} --journal ${journal}`);
  expect(recordsIn(journal).get(number)).toMatchObject({ cancellation: { sends: { count: 1 } } });
  const resumed = await run(['resume', '--base-url', own.url, '--journal', journal]);
  expect(resumed).toMatchObject({ status: 0 });
  expect(resumed.stdout).toMatch(/已(关闭|撤销)/);
});
