import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentsOf, type RunOptions, run } from './support/cli.ts';
import { newJournal } from './support/journal.ts';
import { codes } from './support/payment-codes.ts';
import { atTheCode, documentsAfterScan, firstLogin, noFileYet } from './support/scans.ts';
import { terminalSent } from './support/sent.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const till = (...args: string[]) => ['till', '--base-url', server.url, '--journal', newJournal(), ...args];

/** Customers, one after the other, and then the end of the day. */
const customers = (...lines: string[]): RunOptions => ({ input: lines.map((line) => `${line}\n`).join(''), endsInput: true });

describe.concurrent('till', { timeout: 30_000 }, () => {
  test('takes one payment after the other, a line each', async ({ expect }) => {
    const code = codes.wechatPay('0000');
    const ended = await run(till('--json'), customers(`19.99 ${code}`, '', `  0.01\t${codes.alipay('0000')} `));
    expect(ended.status).toBe(0);
    expect(documentsOf(ended)).toMatchObject([
      { result: 'paid', code: 0, payPlatform: 1, order: { totalFee: 1999 } },
      { result: 'paid', code: 0, payPlatform: 2, order: { totalFee: 1 } },
    ]);
    expect(ended.stderr).toContain('收款 paid 2 笔  ¥20.00');
    expect(ended.stdout + ended.stderr).not.toContain(code);
  });

  test('takes what scanners and input methods add off the code, and says what else stands in it', async ({ expect }) => {
    const [scanned, typed] = [codes.wechatPay('0000'), codes.alipay('0000')];
    const fullWidth = typed.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
    const lines = [`1 \x02]C1${scanned}\x03\r`, `2 ${fullWidth}`, `3 1345-2027-3825-3800-00`];
    const ended = await run(till('--json'), customers(...lines));
    expect(documentsOf(ended)).toMatchObject([{ result: 'paid' }, { result: 'paid' }, { result: 'refused' }]);
    expect(ended.stderr).toContain('“-” U+002D');
  });

  test('unlocked once stays so', async ({ expect }) => {
    const file = noFileYet();
    await firstLogin(server, file);
    const ended = await run(
      till('--json', '--config-file', file),
      atTheCode((activator, end) => {
        server.scanLogin(activator, { staffId: '1206' });
        end(`1 ${codes.wechatPay('0000')}\n2 ${codes.wechatPay('0000')}\n`);
      }),
    );
    expect(ended.status).toBe(0);
    const paid = documentsAfterScan(ended);
    expect(paid).toMatchObject([
      { result: 'paid', order: { totalFee: 100 } },
      { result: 'paid', order: { totalFee: 200 } },
    ]);
    for (const { outTradeNo } of paid) expect(terminalSent(server, outTradeNo as string)).toMatchObject({ staff_id: '1206' });
  });

  test('goes on after what it does not take, and after a customer who does not pay', async ({ expect }) => {
    const code = codes.wechatPay('0000');
    const lines = [
      `abc ${code}`,
      '1.00',
      `1.00 ${code} more`,
      `0 ${code}`,
      '1 404520273825380000',
      `1 ${codes.wechatPay('0003')}`,
    ];
    const ended = await run(till('--json'), customers(...lines, `1 ${code}`));
    expect(ended.status).toBe(0);
    const results = documentsOf<{ result: string }>(ended).map(({ result }) => result);
    expect(results).toEqual([...Array(5).fill('refused'), 'failed', 'paid']);
    expect(ended.stderr).toContain('收款 paid 1 笔  ¥1.00');
  });

  test('says at its end that a payment is undecided', async ({ expect }) => {
    const lines = customers(`1 ${codes.wechatPay('0010')}`, `1 ${codes.wechatPay('0000')}`);
    const ended = await run(till('--timeout', '0.5'), lines);
    expect(ended.status).toBe(2);
    expect(ended.stdout).toContain('切勿换号重收');
    expect(ended.stdout).toContain('✔ 已支付 PAID  ¥1.00');
    expect(ended.stdout).toContain('? 未决 not certain 1 笔');
  });

  test('closes when nobody comes', async ({ expect }) => {
    const ended = await run(till('--json'), customers());
    expect(ended).toMatchObject({ status: 0, stdout: '' });
  });
});
