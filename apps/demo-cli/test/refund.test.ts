import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { RefundDocument } from '../src/report/document.ts';
import { documentsOf, type Run, run } from './support/cli.ts';
import { newJournal, recordsIn } from './support/journal.ts';
import { codes } from './support/payment-codes.ts';

let server: MockServer;
const journal = newJournal();
const shared = () => ['--base-url', server.url, '--journal', journal];
const cli = (command: string, number: string, ...args: string[]) =>
  run([command, '--out-trade-no', number, ...args, ...shared(), '--json']);
const documentOf = (ended: Run) => documentsOf<RefundDocument & { refunds?: RefundDocument[] }>(ended).at(-1);

const orders = ['fails', 'manual', 'signed', 'asked', 'again', 'ctrl-c'].map((name) => `sz010002cz-${name}`);
beforeAll(async () => {
  server = await startMockServer();
  await Promise.all(orders.map((number) => cli('pay', number, '--code', codes.wechatPay('0000'), '--fee', '10')));
});
afterAll(() => server.close());

describe.concurrent('refund', { timeout: 60_000 }, () => {
  test('that the platform cannot make', async ({ expect }) => {
    const ended = await cli('refund', 'sz010002cz-fails', '--fee', '1', '--reason', 'fail');
    expect(ended.status).toBe(1);
    expect(documentOf(ended)).toMatchObject({ result: 'failed', code: -1, refund: { refundFee: 1 } });
    expect(ended.stderr).toContain('✘ 退款失败 NOT REFUNDED');
  });

  test('that a person must make', async ({ expect }) => {
    const ended = await cli('refund', 'sz010002cz-manual', '--fee', '1', '--reason', 'manual');
    expect(ended.status).toBe(1);
    expect(documentOf(ended)).toMatchObject({ result: 'failed', needsPerson: true });
    expect(ended.stderr).toContain('请人工退给顾客');
  });

  test('signed with the private key', async ({ expect }) => {
    const env = { CLOUDPAY_PRIVATE_KEY: server.merchant.privateKey };
    const args = ['refund', '--out-trade-no', 'sz010002cz-signed', '--fee', '1', '--signed', ...shared(), '--json'];
    const ended = await run([...args, '--out-refund-no', 'sz010002cz-signed-refund'], { env });
    expect(ended.status).toBe(0);
    expect(documentOf(ended)).toMatchObject({ result: 'succeeded', outRefundNo: 'sz010002cz-signed-refund' });
    const without = await run(args);
    expect(without.status).toBe(3);
    expect(without.stderr).toContain('privateKey');
  });

  test('that takes longer than anybody waits', async ({ expect }) => {
    await using slow = await startMockServer();
    const order = ['--out-trade-no', 'sz010002cz-slow', '--base-url', slow.url, '--journal', newJournal(), '--json'];
    await run(['pay', ...order, '--code', codes.wechatPay('0000'), '--fee', '10']);
    slow.injectFault({ endpoint: 'refund', fault: 'status103', times: 100 });
    const ended = await run(['refund', ...order, '--fee', '1', '--timeout', '1']);
    expect(ended.status).toBe(2);
    expect(documentOf(ended)).toMatchObject({ result: 'unknown', code: -2 });
    const number = documentOf(ended)?.outRefundNo ?? '';
    expect(ended.stderr).toContain(
      `npx -y pnpm@12 cloudpay refund-query --out-trade-no sz010002cz-slow --out-refund-no ${number}`,
    );
    expect(ended.stderr).toContain('npx -y pnpm@12 cloudpay resume');
  });

  test('ended by Ctrl-C stays recorded', async ({ expect }) => {
    const ended = await run(['refund', '--out-trade-no', 'sz010002cz-ctrl-c', '--fee', '1', ...shared()], {
      onOutput: (child, stdout) => {
        if (stdout.includes('退款单号') && !child.killed) setTimeout(() => child.kill('SIGINT'), 100);
      },
    });
    expect(ended.status).toBe(2);
    expect(ended.stdout).toContain('已中断，退款仍可能成功');
    expect(recordsIn(journal).get('sz010002cz-ctrl-c')?.refunds).toMatchObject([{ state: 'undecided', refundFee: 1 }]);
  });

  test('under a number that was used already', async ({ expect }) => {
    const number = ['--out-refund-no', 'sz010002cz-again-refund'];
    expect((await cli('refund', 'sz010002cz-again', '--fee', '1', ...number)).status).toBe(0);
    const again = await cli('refund', 'sz010002cz-again', '--fee', '1', ...number);
    expect(again.status).toBe(3);
    expect(documentOf(again)).toMatchObject({ result: 'refused', error: { code: 'REFUSED_LOCALLY' } });
  });

  test('of an order that is not paid, or not there', async ({ expect }) => {
    const ended = await cli('refund', 'sz010002cz-not-there', '--fee', '1');
    expect(ended.status).toBe(3);
    expect(ended.stderr).toContain('outTradeNo');
  });

  test('without an amount', async ({ expect }) => {
    expect((await cli('refund', 'sz010002cz-asked')).status).toBe(64);
  });
});

describe.concurrent('refund-query', { timeout: 60_000 }, () => {
  test('of one refund, and of all', async ({ expect }) => {
    const order = 'sz010002cz-asked';
    expect(documentOf(await cli('refund-query', order))).toMatchObject({ result: 'listed', refunds: [] });
    const number = ['--out-refund-no', 'sz010002cz-asked-refund'];
    await cli('refund', order, '--fee', '3', ...number);
    const one = await cli('refund-query', order, ...number);
    expect(one.status).toBe(0);
    expect(documentOf(one)).toMatchObject({ result: 'succeeded', code: 0, refund: { refundFee: 3 } });
    const all = await cli('refund-query', order);
    expect(all.status).toBe(0);
    expect(documentOf(all)?.refunds).toMatchObject([{ result: 'succeeded', outRefundNo: number[1] }]);
    const none = await cli('refund-query', order, '--out-refund-no', 'sz010002cz-another');
    expect(none.status).toBe(1);
    expect(documentOf(none)).toMatchObject({ result: 'notFound', code: -7 });
  });

  test('of a service that cannot be asked', async ({ expect }) => {
    const dead = ['--base-url', 'http://127.0.0.1:1', '--timeout', '1', '--json'];
    const all = await run(['refund-query', '--out-trade-no', 'sz010002cz-1', ...dead]);
    expect(all.status).toBe(2);
    expect(documentOf(all)).toMatchObject({ result: 'unknown', error: { code: 'NOT_CONNECTED' } });
    const one = await run(['refund-query', '--out-trade-no', 'sz010002cz-1', '--out-refund-no', 'sz010002cz-2', ...dead]);
    expect(one.status).toBe(2);
  });
});
