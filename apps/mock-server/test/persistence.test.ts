import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startMockServer } from '../src/index.ts';
import {
  call,
  customersCode,
  freshNumber,
  microPay,
  queryOrder,
  queryRefundContent,
  refundContent,
  stateIn,
} from './support/client.ts';

let folder: string;
let db: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloudpay-sandbox-'));
  db = join(folder, 'state.db');
});
afterEach(() => rm(folder, { recursive: true }));

describe('with a database file', () => {
  it('a restart loses nothing', async () => {
    const startedAt = Date.now();
    const now = () => startedAt;
    const before = await startMockServer({ db, now });
    const pay = (scenario: string, outTradeNo = freshNumber()) =>
      microPay(before.url, outTradeNo, customersCode('wechat', scenario)).then(() => outTradeNo);
    const paid = await pay('0000');
    const paying = await pay('0001');
    const attempted = await pay('0006');
    await queryOrder(before.url, paying);
    const outRefundNo = freshNumber();
    await call(before.url, 'refund', refundContent(paid, outRefundNo));
    await call(before.url, 'query_refund_order', queryRefundContent(paid));
    before.advanceClock(3600);
    const { privateKey } = before.merchant;
    const state = before.state();
    await before.close();

    await using after = await startMockServer({ db, now });
    expect(after.state()).toEqual(state);
    expect(after.merchant.privateKey).toBe(privateKey);
    const { timestamp } = (await (await fetch(`${after.url}/cpay/ping`, { method: 'POST' })).json()) as { timestamp: number };
    expect(timestamp).toBeGreaterThan(Date.now() / 1000 + 3590);
    // Counters continue.
    expect(stateIn(await queryOrder(after.url, paying), 'query_order')).toBe(2);
    expect(stateIn(await microPay(after.url, attempted, customersCode('wechat', '0006')), 'micro_pay')).toBe(2);
    await call(after.url, 'query_refund_order', queryRefundContent(paid));
    expect(after.state().refunds).toMatchObject([{ outRefundNo, state: 2 }]);
    // A repeated request gets the same order, and charges nobody again.
    expect((await microPay(after.url, paid, customersCode('wechat', '0000'))).content.status).toBe(0);
    expect(after.state().orders.map(({ charges }) => charges)).toEqual([1, 1, 1]);
  });

  it('callbacks that are not delivered yet are continued', async () => {
    const before = await startMockServer({ db });
    before.sendCallbacksTo('http://127.0.0.1:1/');
    await microPay(before.url, freshNumber(), customersCode('wechat', '0000'));
    await vi.waitFor(() => expect(before.state().callbacks).toMatchObject([{ attempts: 1, delivered: false }]));
    await before.close();
    await using after = await startMockServer({ db, sleep: async () => undefined });
    await vi.waitFor(() => expect(after.state().callbacks).toMatchObject([{ attempts: 4, delivered: false }]));
  });

  it('a reset is stored too', async () => {
    const before = await startMockServer({ db });
    await microPay(before.url, freshNumber(), customersCode('wechat', '0000'));
    before.reset();
    await before.close();
    await using after = await startMockServer({ db });
    expect(after.state()).toMatchObject({ orders: [], calls: {} });
  });

  it('no payment code is stored', async () => {
    const code = customersCode('wechat', '0000');
    const server = await startMockServer({ db });
    await microPay(server.url, freshNumber(), code);
    await server.close();
    const { readFile } = await import('node:fs/promises');
    expect((await readFile(db)).includes(code)).toBe(false);
  });

  it('two servers cannot share the file', async () => {
    await using _first = await startMockServer({ db });
    await expect(startMockServer({ db })).rejects.toThrow(/another server keeps its state there/);
  });

  it('names a file that is not a database', async () => {
    await writeFile(db, 'something else');
    await expect(startMockServer({ db })).rejects.toThrow(/cannot keep the state in .*not a database/);
    await expect(startMockServer({ db: join(folder, 'none', 'state.db') })).rejects.toThrow(/unable to open/);
  });
});
