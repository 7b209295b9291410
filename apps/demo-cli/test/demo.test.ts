import { expect, test } from 'vitest';
import { morning, powerCut } from '../src/demo/scenes.ts';
import { run } from './support/cli.ts';

test('a morning at the till: every outcome as expected, explained', { timeout: 60_000 }, async () => {
  // A configuration of the user's own does not lead the demo astray.
  const { status, stdout, stderr } = await run(['demo'], {
    env: { CLOUDPAY_BASE_URLS: 'https://pay.qcloud.com' },
    fromSource: true,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const { goods, why } of [...morning, powerCut]) {
    for (const text of [goods.zh, goods.en, why.zh, why.en]) expect(stdout).toContain(text);
  }
  expect(stdout.match(/✔ 已支付 PAID/g)).toHaveLength(5);
  expect(stdout.match(/✘ 未支付 NOT PAID/g)).toHaveLength(1);
  expect(stdout).toContain('微信支付 WeChat Pay');
  expect(stdout).toContain('支付宝 Alipay');
  expect(stdout).toContain('6 customers, 5 payments, charges for one order: 1 at most, ¥283.99 in all');
  expect(stdout).toMatch(/停电 power cut: kill -9 \d+\n/);
  expect(stdout).toContain('Everything as expected');
  expect(stdout).toMatch(/:\n {2}npx -y pnpm@12 mock-server .*\n {2}npx -y pnpm@12 cloudpay pay .*\n$/);
  for (const { authorCode } of [...morning, powerCut]) expect(stdout).not.toContain(authorCode);
  expect(stdout).not.toContain('\x1b');
});
