import { type ReceivedCall, type ScriptedResponse, startScriptedService } from '@cloudpay/test-kit';
import { describe, expect, test } from 'vitest';
import { collect } from './helpers/collect.ts';
import { paymentsAt } from './helpers/payments.ts';

const period = { startTime: 1_700_000_000, endTime: 1_700_086_400 };
const key = 'query_order_list';

/** Four pages of two orders. */
const pageOf = ({ content }: ReceivedCall): { key: string; payload: object } => {
  const from = (Number(content.page_num) - 1) * 2;
  const order_details = [from, from + 1].map((index) => ({ order: { out_trade_no: `sz010002cz${index}` } }));
  return { key, payload: { total_count: 8, order_details } };
};

/** A service whose third page is bad, as often as `times` says. */
const badThirdPage = (bad: (call: ReceivedCall) => ScriptedResponse, times = Number.POSITIVE_INFINITY) => {
  let left = times;
  return (call: ReceivedCall): ScriptedResponse => {
    if (call.content.page_num !== 3 || left <= 0) return pageOf(call);
    left -= 1;
    return bad(call);
  };
};

const status = (status: number) => ({ content: { status, description: '系统繁忙' } });

const mishaps: [string, (call: ReceivedCall) => ScriptedResponse, object][] = [
  ['a wrong code', (call) => ({ ...pageOf(call), code: 'wrong' }), { code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' }],
  ['no code', (call) => ({ ...pageOf(call), code: 'none' }), { code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' }],
  ['a broken connection', () => 'drop', { code: 'CONNECTION_LOST', outcome: 'unknown' }],
  ['status 3', () => status(3), { code: 'SERVICE_UNCERTAIN', status: 3 }],
  ['status 103', () => status(103), { code: 'SERVICE_UNCERTAIN', status: 103 }],
  [
    'a field of the wrong type',
    () => ({ key, payload: { total_count: 8, order_details: [{ order: { total_fee: 'three' } }] } }),
    { code: 'UNREADABLE_RESPONSE' },
  ],
];

test.each(mishaps)('%s on page 3, once: the page is asked for again', async (_, bad) => {
  await using service = await startScriptedService(badThirdPage(bad, 1));
  await using payments = paymentsAt([service.url]);
  const { items, error } = await collect(payments.listOrders({ ...period, pageSize: 2 }));
  expect(error).toBeUndefined();
  expect(items).toHaveLength(8);
  expect(service.received.map(({ content }) => content.page_num)).toEqual([1, 2, 3, 3, 4]);
});

test.each(mishaps)('%s on page 3, always: the iteration throws, after what came before', async (_, bad, expected) => {
  await using service = await startScriptedService(badThirdPage(bad));
  await using payments = paymentsAt([service.url]);
  const { items, error } = await collect(payments.listOrders({ ...period, pageSize: 2 }));
  expect(items).toHaveLength(4);
  expect(error).toMatchObject({ endpoint: 'query_order_list', ...expected });
  // It was tried more than once, and not for ever.
  expect(service.received.length).toBeGreaterThan(3);
  expect(service.received.length).toBeLessThan(30);
});

test('a refusal is final', async () => {
  await using service = await startScriptedService(badThirdPage(() => ({ content: { status: 101, log_id: 7 } })));
  await using payments = paymentsAt([service.url]);
  const { items, error } = await collect(payments.listOrders({ ...period, pageSize: 2 }));
  expect(items).toHaveLength(4);
  expect(error).toMatchObject({ code: 'SERVICE_REFUSED', outcome: 'failed', status: 101, logId: '7' });
  expect(service.received).toHaveLength(3);
});

test('a response without a list is no empty list', async () => {
  await using service = await startScriptedService(() => status(0));
  await using payments = paymentsAt([service.url]);
  const { items, error } = await collect(payments.listOrders(period));
  expect(items).toEqual([]);
  expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', endpoint: 'query_order_list' });
});

test('a page that fails on one host comes from the next', async () => {
  await using first = await startScriptedService(badThirdPage(() => 'drop'));
  await using second = await startScriptedService(pageOf);
  await using payments = paymentsAt([first.url, second.url]);
  const { items, error } = await collect(payments.listOrders({ ...period, pageSize: 2 }));
  expect(error).toBeUndefined();
  expect(items).toHaveLength(8);
  expect(first.received.map(({ content }) => content.page_num)).toEqual([1, 2, 3]);
  expect(second.received.map(({ content }) => content.page_num)).toEqual([3, 4]);
});

describe("the caller's signal", () => {
  test('before the first page: nothing is sent', async () => {
    await using service = await startScriptedService(pageOf);
    await using payments = paymentsAt([service.url]);
    const reason = new Error('the cashier left');
    const { items, error } = await collect(payments.listOrders(period, { signal: AbortSignal.abort(reason) }));
    expect(items).toEqual([]);
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'failed', cause: reason });
    expect(service.received).toEqual([]);
  });

  test.each([
    { when: 'between two entries of a page', after: 3 },
    { when: 'between two pages', after: 4 },
  ])('$when: no further entry, no further call', async ({ after }) => {
    await using service = await startScriptedService(pageOf);
    await using payments = paymentsAt([service.url]);
    const controller = new AbortController();
    let count = 0;
    const reading = (async () => {
      for await (const _ of payments.listOrders({ ...period, pageSize: 2 }, { signal: controller.signal })) {
        count += 1;
        if (count === after) controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
    expect(count).toBe(after);
    expect(service.received).toHaveLength(2);
  });

  test('while a page is on its way: at once', async () => {
    await using service = await startScriptedService((call) => (call.content.page_num === 2 ? 'hang' : pageOf(call)));
    await using payments = paymentsAt([service.url]);
    const controller = new AbortController();
    service.hanging.then(() => controller.abort());
    const { items, error } = await collect(payments.listOrders({ ...period, pageSize: 2 }, { signal: controller.signal }));
    expect(items).toHaveLength(2);
    expect(error).toMatchObject({ code: 'ABORTED' });
    expect(service.received).toHaveLength(2);
  });
});

test('a closed client lists nothing', async () => {
  await using service = await startScriptedService(pageOf);
  const payments = paymentsAt([service.url]);
  const orders = payments.listOrders(period);
  await payments.close();
  expect((await collect(orders)).error).toMatchObject({ code: 'CLOSED' });
  expect(service.received).toEqual([]);
});
