import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { type ExpectStatic, test } from 'vitest';
import { documentOf, run } from './support/cli.ts';
import { newJournal } from './support/journal.ts';
import { codes } from './support/payment-codes.ts';

// The vendors' acceptance cases, each till with a sandbox and a journal of its own.

const platforms = [
  { name: 'WeChat Pay', payPlatform: 1, code: codes.wechatPay },
  { name: 'Alipay', payPlatform: 2, code: codes.alipay },
];

/** A till: commands that end with what a script sees of them. */
function till(server: MockServer, expect: ExpectStatic) {
  const shared = ['--base-url', server.url, '--journal', newJournal(), '--json'];
  return async (command: string, ...args: string[]) => {
    const ended = await run([command, ...args, ...shared]);
    const { result, error, ...more } = documentOf(ended);
    expect(ended.stderr).not.toContain('at file:');
    return { status: ended.status, result: result as string, message: error?.message, shown: ended.stderr, ...more };
  };
}

test.concurrent.for(platforms)(
  '$name: pay, refund in two parts, and nothing beyond',
  { timeout: 60_000 },
  async ({ code, payPlatform }, { expect }) => {
    await using server = await startMockServer();
    const cli = till(server, expect);
    const outTradeNo = 'sz010002cz-acceptance';
    const order = ['--out-trade-no', outTradeNo];
    const sent = () => server.state().calls;

    expect(await cli('pay', '--code', code('0000'), '--fee', '2', ...order)).toMatchObject({ status: 0, result: 'paid' });
    expect(await cli('query', ...order)).toMatchObject({ status: 0, result: 'paid', payPlatform, order: { totalFee: 2 } });

    const tooMuch = await cli('refund', '--fee', '3', ...order);
    expect(tooMuch).toMatchObject({ status: 3, result: 'refused' });
    expect(tooMuch.message).toContain('exceeds what can be refunded, 2 fen');
    expect(sent()).not.toHaveProperty('refund');

    const first = await cli('refund', '--fee', '1', ...order);
    expect(first).toMatchObject({ status: 0, result: 'succeeded', outTradeNo, refund: { refundFee: 1 } });
    const partly = await cli('query', ...order);
    expect(partly).toMatchObject({ status: 1, result: 'partlyRefunded', code: -4, refundedFee: 1, remainingFee: 1 });
    expect(partly.shown).toContain('PARTLY REFUNDED  ¥0.01\n  还可退 left to refund ¥0.01');

    const again = await cli('refund', '--fee', '2', ...order);
    expect(again).toMatchObject({ status: 3, result: 'refused' });
    expect(again.message).toContain('exceeds what can be refunded, 1 fen');
    expect(sent()).toMatchObject({ refund: 1 });

    expect(await cli('refund', '--yuan', '0.01', ...order)).toMatchObject({ status: 0, result: 'succeeded' });
    expect(await cli('query', ...order)).toMatchObject({ status: 1, result: 'refunded', code: -4 });
    expect(server.state().orders).toMatchObject([{ outTradeNo, payPlatform, charges: 1, refundedFee: 2 }]);
  },
);

test.concurrent.for(platforms)(
  '$name: amounts of nothing are stopped, passwords are waited for, the unknown is no failure, a dead host is left',
  { timeout: 60_000 },
  async ({ code }, { expect }) => {
    await using server = await startMockServer();
    const cli = till(server, expect);
    const nothing = [
      ['--fee', '0'],
      ['--yuan', '0'],
      ['--yuan', '0.00'],
      ['--yuan', '0.004'],
    ].map((amount) => cli('pay', '--code', code('0000'), ...amount));
    for (const { status, result } of await Promise.all(nothing))
      expect({ status, result }).toEqual({ status: 3, result: 'refused' });
    expect(server.state().calls).not.toHaveProperty('micro_pay');

    const password = cli('pay', '--code', code('0001'), '--fee', '2');
    const open = cli('pay', '--code', code('0010'), '--fee', '2', '--timeout', '1');
    const dead = cli('pay', '--code', code('0000'), '--fee', '2', '--base-url', 'http://127.0.0.1:1');
    const { shown, ...typed } = await password;
    expect(typed).toMatchObject({ status: 0, result: 'paid' });
    expect(shown).toContain('顾客正在输入密码');
    const undecided = await open;
    expect(undecided).toMatchObject({ status: 2, result: 'unknown', code: -2 });
    expect(undecided.shown).not.toMatch(/未支付|NOT PAID|失败/);
    expect(await dead).toMatchObject({ status: 0, result: 'paid' });
  },
);
