import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentOf, run } from './support/cli.ts';
import { newJournal } from './support/journal.ts';
import { codes } from './support/payment-codes.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const pay = (code: string, ...more: string[]) => ['pay', '--code', code, '--base-url', server.url, ...more];

describe.concurrent('pay', { timeout: 30_000 }, () => {
  test('speaks to people in plain lines outside a terminal', async ({ expect }) => {
    const { status, stdout, stderr } = await run(pay(codes.wechatPay('0001'), '--yuan', '19.99'));
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^订单号 Order +sz010002cz\d{22}\n/);
    expect(stdout).toContain('¥19.99');
    expect(stdout).toContain('微信支付 WeChat Pay');
    expect(stdout).toContain('顾客正在输入密码 the customer is typing the password');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('✔ 已支付 PAID  ¥19.99');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  });

  test('fails, with certainty, when no host can be reached', async ({ expect }) => {
    const ended = await run([
      'pay',
      '--code',
      codes.wechatPay('0000'),
      '--fee',
      '1',
      '--base-url',
      'http://127.0.0.1:1',
      '--json',
    ]);
    expect(ended.status).toBe(1);
    expect(documentOf(ended)).toMatchObject({ result: 'failed', code: -1, error: { code: 'NOT_CONNECTED' } });
    // It never got as far as to hear that from anybody.
    expect(ended.stderr).toContain('再次发送 sending again');
    expect(ended.stderr).not.toContain('no such order');
  });

  test('with --json writes nothing but the document to standard output', async ({ expect }) => {
    const ended = await run(pay(codes.alipay('0000'), '--fee', '1', '--json'));
    expect(ended.stdout.split('\n')).toHaveLength(2);
    expect(documentOf(ended)).toMatchObject({ result: 'paid', order: { totalFee: 1, currentTradeState: 2 } });
    expect(ended.stderr).toContain('✔ 已支付 PAID  ¥0.01');
  });

  test('says why a payment failed', async ({ expect }) => {
    const ended = await run(pay(codes.wechatPay('0004'), '--fee', '1', '--json'));
    expect(documentOf(ended).error).toMatchObject({ code: 'SERVICE_REFUSED', status: 104 });
    expect(documentOf(ended).error?.message).toContain('余额不足');
    expect(ended.stderr).toContain('✘ 未支付 NOT PAID\n  余额不足');
    // It is shown at once, and confirmed before it counts.
    expect(ended.stderr).toMatch(/服务端拒绝 refused: 余额不足.*正在确认是否扣款.*✘ 未支付/s);
    expect(ended.stderr).not.toContain('结果未知');
  });

  test('says why by the state alone, when the service does', async ({ expect }) => {
    const { stdout } = await run(pay(codes.wechatPay('0003'), '--fee', '1'));
    expect(stdout).toContain('✘ 未支付 NOT PAID\n  支付错误 payment error');
  });

  test('tells how to ask again when the wait ends without certainty', async ({ expect }) => {
    const { status, stdout } = await run(pay(codes.wechatPay('0010'), '--fee', '1', '--timeout', '1.5'));
    expect(status).toBe(2);
    const number = /sz010002cz\d{22}/.exec(stdout)?.[0];
    expect(stdout).toContain('? 结果未知 NOT CERTAIN');
    expect(stdout).toContain(`npx -y pnpm@12 cloudpay query --out-trade-no ${number} --base-url ${server.url}`);
  });

  test('after a wrong key leads to the check, and to no second charge', async ({ expect }) => {
    const env = { CLOUDPAY_AUTHEN_KEY: 'A'.repeat(32) };
    const { outMchId, outSubMchId, outShopId } = server.merchant;
    const merchant = { CLOUDPAY_OUT_MCH_ID: outMchId, CLOUDPAY_OUT_SUB_MCH_ID: outSubMchId, CLOUDPAY_OUT_SHOP_ID: outShopId };
    const more = { CLOUDPAY_DEVICE_ID: '824', CLOUDPAY_CLOUD_CASHIER_ID: 'sz010002cz' };
    const ended = await run(pay(codes.wechatPay('0000'), '--fee', '1'), { env: { ...merchant, ...more, ...env } });
    expect(ended.status).toBe(2);
    expect(ended.stdout).toContain('切勿换号重收');
    expect(ended.stdout).toContain(`npx -y pnpm@12 cloudpay check --base-url ${server.url}\n`);
  });

  test('under a number that was used leads to a query, and not to another number', async ({ expect }) => {
    const number = ['--out-trade-no', 'sz010002cz-known', '--journal', newJournal()];
    await run(pay(codes.wechatPay('0000'), '--fee', '7', ...number));
    const again = await run(pay(codes.wechatPay('0000'), '--fee', '7', ...number));
    expect(again.status).toBe(3);
    expect(again.stderr).toContain('若是本次销售且已付，即已收款');
  });

  test('takes the order number and the description that it is given', async ({ expect }) => {
    const outTradeNo = '01000052-my-own-number';
    const env = { CLOUDPAY_CLOUD_CASHIER_ID: '01000052' };
    const ended = await run(
      pay(codes.wechatPay('0000'), '--fee', '7', '--out-trade-no', outTradeNo, '--body', '茶', '--json'),
      {
        env,
      },
    );
    expect(documentOf(ended)).toMatchObject({ result: 'paid', outTradeNo, order: { outTradeNo, body: '茶' } });
  });

  test('tells apart a number that was used before, with other content', async ({ expect }) => {
    const number = ['--out-trade-no', 'sz010002cz-used-before', '--json'];
    // Of another till: this one's journal would know the number.
    await run(pay(codes.wechatPay('0000'), '--fee', '7', '--journal', newJournal(), ...number));
    const again = await run(pay(codes.wechatPay('0000'), '--fee', '8', ...number));
    expect(again.status).toBe(1);
    expect(documentOf(again)).toMatchObject({ result: 'reentryConflict', code: -6 });
  });

  test('reads the code from standard input, and does not wait for its end', async ({ expect }) => {
    const ended = await run(pay('-', '--fee', '1', '--json'), { input: `${codes.alipay('0000')}\r\n` });
    expect(ended.status).toBe(0);
    expect(documentOf(ended)).toMatchObject({ result: 'paid', payPlatform: 2 });
  });

  test('turns to the next host when one is dead', async ({ expect }) => {
    const ended = await run(
      ['pay', '--code', codes.wechatPay('0000'), '--fee', '1', '--json'].concat(
        ['http://127.0.0.1:1', server.url].flatMap((url) => ['--base-url', url]),
      ),
    );
    expect(documentOf(ended)).toMatchObject({ result: 'paid' });
    // Found dead before the customer had to wait.
    expect(ended.stderr).not.toContain('无法连接主机');
  });

  test.for(['SIGINT', 'SIGTERM'] as const)(
    'ends the wait at %s, and says that the order is undecided',
    async (signal, { expect }) => {
      const ended = await run(pay(codes.wechatPay('0010'), '--fee', '1'), {
        onOutput: (child, stdout) => {
          if (stdout.includes('顾客正在输入密码') && !child.killed) child.kill(signal);
        },
      });
      expect(ended.status).toBe(2);
      expect(ended.stdout).toContain('已中断，订单未决');
      expect(ended.stdout).toContain('npx -y pnpm@12 cloudpay query --out-trade-no');
      expect(ended.stdout).toContain(`npx -y pnpm@12 cloudpay resume --base-url ${server.url}`);
    },
  );

  test('a crash says nothing about the order', async ({ expect }) => {
    const code = codes.wechatPay('0010');
    const crash = `setTimeout(() => { throw new Error('no code ${code} in sight') }, 1500)`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(crash)}` };
    const ended = await run(pay(code, '--fee', '1', '--json'), { env });
    expect(ended.status).toBe(2);
    expect(documentOf(ended)).toMatchObject({ result: 'unknown', code: -2, error: { code: 'INTERNAL_ERROR' } });
  });

  test('goes on when nobody reads what it writes', async ({ expect }) => {
    const { status } = await run(pay(codes.wechatPay('0006'), '--fee', '1'), {
      onOutput: (child) => child.stdout?.destroy(),
    });
    expect(status).toBe(0);
  });
});
