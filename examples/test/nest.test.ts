import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { environmentOf, run } from './helpers/program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudpay-nest-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function startNest(sandbox: MockServer) {
  const program = run('nest', 'start', { ...environmentOf(sandbox), JOURNAL: join(folder, 'orders.db'), PORT: '0' });
  const [, url] = await program.printed(/listening on (\S+)/);
  const ask = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const request = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, request);
    return { status: response.status, ...((await response.json()) as object) };
  };
  return { program, url, ask, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

const coffee = (lastFour: string) => ({ authorCode: `13452027382538${lastFour}`, totalFee: 1999, body: '咖啡' });

test('takes payments and callbacks, and says what is wrong', async () => {
  await using sandbox = await startMockServer();
  await using nest = await startNest(sandbox);
  sandbox.sendCallbacksTo({ url: `${nest.url}/cloudpay/callback` });
  const { outTradeNo, status } = await nest.ask('/payments', coffee('0000'));
  expect(status).toBe(202);
  await nest.program.printed(new RegExp(`payment ${outTradeNo}: paid`));
  expect(await nest.ask(`/payments/${outTradeNo}`)).toMatchObject({ status: 200, result: 'paid' });
  await vi.waitFor(() => expect(sandbox.state().callbacks).toMatchObject([{ delivered: true }]), 5_000);
  expect(await nest.ask('/payments', { ...coffee('0000'), totalFee: 0 })).toMatchObject({ status: 400, field: 'totalFee' });
}, 60_000);

test('ends on SIGTERM, and settles at the next start what it left open', async () => {
  await using sandbox = await startMockServer();
  await using nest = await startNest(sandbox);
  const { outTradeNo } = await nest.ask('/payments', coffee('0010'));
  await vi.waitFor(() => expect(sandbox.state().orders).toHaveLength(1));
  nest.program.signal('SIGTERM');
  await nest.program.ended;
  sandbox.payOrder(outTradeNo as string);

  await using next = await startNest(sandbox);
  await next.program.printed(new RegExp(`resumed order ${outTradeNo}: paid`));
  expect(sandbox.state().orders).toMatchObject([{ charges: 1, paid: true }]);
}, 60_000);
