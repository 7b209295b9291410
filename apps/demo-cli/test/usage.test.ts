import { describe, test } from 'vitest';
import { documentOf, run } from './support/cli.ts';
import { codes } from './support/payment-codes.ts';

const code = codes.wechatPay('0000');
const service = ['--base-url', 'http://127.0.0.1:1'];

describe.concurrent('wrong usage', { timeout: 30_000 }, () => {
  test.for([
    { args: [] },
    { args: ['nonsense'] },
    { args: ['toString'] },
    { args: ['pay', '--code', code, ...service] },
    { args: ['pay', '--code', code, '--fee', '1', '--yuan', '0.01', ...service] },
    { args: ['pay', '--code', code, '--fee', '1', '--timeout', 'soon', ...service] },
    { args: ['pay', '--code', code, '--fee', '1', '--no-such-option', ...service] },
    { args: ['pay', '--code', '1', '--fee', '1', code, ...service] },
    { args: ['pay', '--fee', '1', `--code${code}`, ...service] },
    { args: ['pay', '--code', '-', '--fee', '1', '--timeout', code, ...service] },
    { args: [code] },
    { args: ['query', ...service] },
    { args: ['demo', '--no-such-option'] },
  ])('$args', async ({ args }, { expect }) => {
    const ended = await run([...args, '--json']);
    expect(ended.status).toBe(64);
    expect(documentOf(ended)).toMatchObject({ result: 'refused', error: { code: 'WRONG_USAGE' } });
    expect(ended.stdout + ended.stderr).not.toContain(code);
  });

  test('is explained to people on standard error', async ({ expect }) => {
    const { status, stdout, stderr } = await run(['pay', '--fee', '1']);
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toContain("required option '--code <code>' not specified");
    expect(stderr).toContain('--help');
  });

  test('help that was asked for is no mistake', async ({ expect }) => {
    const { status, stdout } = await run(['pay', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('--out-trade-no <number>');
  });
});
