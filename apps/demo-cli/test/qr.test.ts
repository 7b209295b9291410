import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { ResultDocument } from '../src/report/document.ts';
import { coloursFor } from '../src/terminal/colours.ts';
import { qrCodeLines } from '../src/terminal/qr-code.ts';
import { documentsOf, run } from './support/cli.ts';
import { newJournal, recordsIn } from './support/journal.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

type Document = ResultDocument & { event?: string; codeUrl?: string };
const qr = (...args: string[]) => ['qr', '--base-url', server.url, ...args];

/** What a customer does at the sight of the code. */
const atTheCode = (act: (outTradeNo: string) => void) => ({
  onOutput: (_: unknown, stdout: string) => {
    const order = /"outTradeNo":"([^"]+)"/.exec(stdout)?.[1];
    if (order !== undefined && server.state().orders.some(({ outTradeNo, paid }) => outTradeNo === order && !paid)) act(order);
  },
});

describe.concurrent('qr', { timeout: 60_000 }, () => {
  test.for([
    { platform: 'wechat', payPlatform: 1, link: 'weixin://' },
    { platform: 'alipay', payPlatform: 2, link: 'https://qr.alipay.com/' },
  ])('$platform: shows the code first, then the payment', async ({ platform, payPlatform, link }, { expect }) => {
    const outTradeNo = `sz010002cz-qr-${platform}`;
    const args = qr('--platform', platform, '--yuan', '19.99', '--out-trade-no', outTradeNo, '--json');
    const ended = await run(
      args,
      atTheCode((number) => server.payOrder(number)),
    );
    expect(ended.status).toBe(0);
    const [shown, result, ...others] = documentsOf<Document>(ended);
    expect(others).toEqual([]);
    expect(shown).toEqual({ event: 'qr', codeUrl: expect.stringContaining(link), outTradeNo });
    expect(result).toMatchObject({ result: 'paid', code: 0, outTradeNo, payPlatform, order: { totalFee: 1999 } });
    // What a phone sees: the drawn code is that of the link.
    expect(ended.stderr).toContain(qrCodeLines(shown?.codeUrl ?? '', coloursFor(false)).join('\n'));
    expect(ended.stderr).toContain('✔ 已支付 PAID  ¥19.99');
  });

  test('that nobody scans is still open, and says what can be done', async ({ expect }) => {
    const journal = newJournal();
    const ended = await run(qr('--platform', 'wechat', '--fee', '1', '--timeout', '0.8', '--journal', journal));
    expect(ended.status).toBe(2);
    const number = /sz010002cz\d{22}/.exec(ended.stdout)?.[0] ?? '';
    expect(ended.stdout).toContain('? 等待顾客扫码 WAITING FOR THE CUSTOMER');
    for (const command of ['query', 'cancel'])
      expect(ended.stdout).toContain(`npx -y pnpm@12 cloudpay ${command} --out-trade-no ${number}`);
    expect(recordsIn(journal).get(number)).toMatchObject({ state: 'undecided', tradeType: 2 });
  });

  test('ended by Ctrl-C stays recorded, and resume finds the payment', async ({ expect }) => {
    const journal = newJournal();
    const ended = await run(qr('--platform', 'alipay', '--fee', '1', '--journal', journal), {
      onOutput: (child, stdout) => {
        if (stdout.includes('https://qr.alipay.com/') && !child.killed) child.kill('SIGINT');
      },
    });
    expect(ended.status).toBe(2);
    expect(ended.stdout).toContain('已中断，订单未决');
    const number = /sz010002cz\d{22}/.exec(ended.stdout)?.[0] ?? '';
    const resume = () => run(['resume', '--base-url', server.url, '--journal', journal, '--timeout', '1', '--json']);
    const early = await resume();
    expect(early.status).toBe(2);
    expect(documentsOf(early).at(-1)).toEqual({ result: 'undecided', code: -2, settled: 0, undecided: [number] });
    server.payOrder(number);
    const late = await resume();
    expect(late.status).toBe(0);
    expect(documentsOf(late)).toMatchObject([
      { event: 'resumed', kind: 'order', outTradeNo: number, result: 'paid' },
      { result: 'decided', code: 0, settled: 1, undecided: [] },
    ]);
  });

  test.for([
    { args: ['--platform', 'wechat'], status: 64 },
    { args: ['--platform', 'unionpay', '--fee', '1'], status: 64 },
    { args: ['--fee', '1'], status: 64 },
    { args: ['--platform', 'alipay', '--fee', '0'], status: 3 },
  ])('$args is refused', async ({ args, status }, { expect }) => {
    expect((await run(qr(...args))).status).toBe(status);
  });
});
