import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { call, payMchKey } from './support/client.ts';
import { Shops } from './support/load.ts';

const connections = 64;
const third = 10_000;
const mebibyte = 2 ** 20;

test(`${connections} connections pay and query for half a minute`, { timeout: 300_000 }, async () => {
  const watched = fork(fileURLToPath(new URL('./support/watched-server.ts', import.meta.url)), {
    execArgv: ['--conditions=@cloudpay/source', '--expose-gc'],
  });
  const [{ url }] = (await once(watched, 'message')) as [{ url: string }];
  const shops = new Shops(url, connections);

  await shops.trade(1_000);
  await reset(url);
  const atFirst = await heapOf(watched);
  Object.assign(shops.receipts, { paid: 0, refunded: 0, payments: 0, refunds: 0, calls: 0 });
  shops.orders.length = 0;
  // First fill the record of exchanges: it keeps a thousand, however many orders there are.
  const { receipts } = shops;
  while (receipts.calls <= 1_000) await shops.trade(1_000);
  const filled = { heap: await heapOf(watched), orders: receipts.payments };
  const counted: Count[] = [];
  for (let n = 0; n < 3; n++) {
    await shops.trade(third);
    counted.push({ heap: await heapOf(watched), orders: receipts.payments });
  }
  const between = (before: Count, after: Count) => Math.round((after.heap - before.heap) / (after.orders - before.orders));
  const perOrder = counted.map((after, index) => between(counted[index - 1] ?? filled, after));
  console.log(
    `${receipts.calls} calls, ${receipts.payments} payments; ${perOrder} bytes an order; heap ${inMebibytes(atFirst)}, ${inMebibytes(filled.heap)} with a full record, then`,
    counted.map(({ heap }) => inMebibytes(heap)),
  );

  // Nothing is lost, and all amounts match to the fen, in the state and in the reports.
  const { orders, refunds } = (await (await fetch(`${url}/sandbox/state`)).json()) as Books;
  expect(orders).toHaveLength(receipts.payments);
  expect(refunds).toHaveLength(receipts.refunds);
  expect(orders.filter(({ charges, paid }) => charges !== 1 || !paid)).toEqual([]);
  expect(sum(orders, ({ total_fee }) => total_fee)).toBe(receipts.paid);
  expect(sum(orders, ({ refunded_fee }) => refunded_fee)).toBe(receipts.refunded);
  const { content } = await call(url, 'client_sub_mch_sales_overview', { out_sub_mch_id: payMchKey.out_sub_mch_id });
  expect(content.client_sub_mch_sales_overview).toMatchObject({
    overview: {
      success_count: receipts.payments,
      success_amount: receipts.paid,
      refund_count: receipts.refunds,
      refund_amount: receipts.refunded,
      net_amount: receipts.paid - receipts.refunded,
    },
  });

  // Only the kept orders use more memory: a payment costs the same memory early and late.
  for (const bytes of perOrder) expect(bytes).toBeLessThan(4_096);
  // The early part is the whole time: within any third, the server may release some MiB that its start used. If the cost
  // grew with the number of orders, the last third would use five thirds of the average.
  expect(perOrder[2]).toBeLessThan(between(filled, counted[2] as Count) * 1.5);

  // Without new orders memory stays constant, once the record holds only queries and the reports above are released.
  const recorded = receipts.calls + 1_000;
  while (receipts.calls <= recorded) await shops.query(1_000);
  const beforeQueries = await heapOf(watched);
  await shops.query(third);
  expect(Math.abs((await heapOf(watched)) - beforeQueries)).toBeLessThan(4 * mebibyte);

  // A reset releases all of it.
  await reset(url);
  expect((await heapOf(watched)) - atFirst).toBeLessThan(4 * mebibyte);

  shops.close();
  const exit = once(watched, 'exit');
  watched.disconnect();
  expect(await exit).toEqual([0, null]);
});

/** The memory of the server at a moment. */
interface Count {
  readonly heap: number;
  readonly orders: number;
}

interface Books {
  readonly orders: readonly { total_fee: number; refunded_fee: number; charges: number; paid: boolean }[];
  readonly refunds: readonly unknown[];
}

async function heapOf(watched: ChildProcess): Promise<number> {
  const response = once(watched, 'message');
  watched.send('heap');
  const [{ heap }] = (await response) as [{ heap: number }];
  return heap;
}

async function reset(url: string): Promise<void> {
  await fetch(`${url}/sandbox/reset`, { method: 'POST' });
}

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}

function inMebibytes(bytes: number): string {
  return `${(bytes / mebibyte).toFixed(1)} MiB`;
}
