import { startMockServer } from '@cloudpay/mock-server';
import { describe, expect, test, vi } from 'vitest';
import { expectRightAnswers, paidOrder } from './helpers/callbacks.ts';
import { environmentOf, run } from './helpers/program.ts';

describe.each(['node-http', 'express', 'fastify', 'koa', 'hono'])('the receiver %s', (name) => {
  test('takes true callbacks, once, and refuses the others', async () => {
    await using sandbox = await startMockServer();
    await using receiver = run('.', name, { ...environmentOf(sandbox), PORT: '0' });
    const [, port] = await receiver.printed(/port: (\d+)/);
    const url = `http://127.0.0.1:${port}/cloudpay/callback`;
    const outTradeNo = await expectRightAnswers(sandbox, (request) => fetch(url, request));
    const lines = receiver.output.split('\n').filter((line) => line.startsWith('{"'));
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ payment: outTradeNo, result: 'paid', totalFee: 1999 }]);
  }, 30_000);

  test('takes what the sandbox sends by itself', async () => {
    await using sandbox = await startMockServer();
    await using receiver = run('.', name, { ...environmentOf(sandbox), PORT: '0' });
    const [, port] = await receiver.printed(/port: (\d+)/);
    sandbox.sendCallbacksTo({ url: `http://127.0.0.1:${port}/cloudpay/callback` });
    await paidOrder(sandbox);
    await vi.waitFor(() => expect(sandbox.state().callbacks).toMatchObject([{ attempts: 1, delivered: true }]), 5_000);
  }, 30_000);
});

test('the receiver next-route takes true callbacks, once, and refuses the others', async () => {
  await using sandbox = await startMockServer();
  for (const [name, value] of Object.entries(environmentOf(sandbox))) vi.stubEnv(name, value);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  try {
    const { POST } = await import('../callbacks/next-route.ts');
    const url = 'http://localhost/cloudpay/callback';
    const outTradeNo = await expectRightAnswers(sandbox, (request) => POST(new Request(url, request)));
    expect(log.mock.calls).toEqual([[JSON.stringify({ payment: outTradeNo, result: 'paid', totalFee: 1999 })]]);
    expect(warn).toHaveBeenCalled();
  } finally {
    vi.unstubAllEnvs();
    log.mockRestore();
    warn.mockRestore();
  }
});
