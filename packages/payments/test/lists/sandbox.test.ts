import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DetailEntry, type ListEntry, type Payments, QueryOrderType } from '../../src/index.ts';
import { collect } from './helpers/collect.ts';
import { paymentsAt } from './helpers/payments.ts';

/** Made one after the other, so the newest is listed first. */
const wechatPaid = 'sz010002cz01';
const wechatRefunded = 'sz010002cz02';
const alipayPartly = 'sz010002cz03';
const wechatPartly = 'sz010002cz04';
const declined = 'sz010002cz05';

let server: MockServer;
let payments: Payments;
const period = { startTime: new Date(Date.now() - 3_600_000), endTime: new Date(Date.now() + 3_600_000) };

beforeAll(async () => {
  server = await startMockServer();
  payments = paymentsAt([server.url]);
  await pay(wechatPaid, '134520273825380000');
  await pay(wechatRefunded, '134520273825380000');
  await pay(alipayPartly, '284520273825380000');
  await pay(wechatPartly, '134520273825380000');
  await pay(declined, '134520273825380003');
  await refund(wechatRefunded, 3);
  await refund(alipayPartly, 1);
  await refund(wechatPartly, 2);
});

afterAll(async () => {
  await payments.close();
  await server.close();
});

async function pay(outTradeNo: string, authorCode: string) {
  const payment = await payments.microPay({ outTradeNo, authorCode, totalFee: 3, body: '咖啡' });
  await payment.result();
}

async function refund(outTradeNo: string, refundFee: number) {
  const { result } = await (await payments.refund({ outTradeNo, outRefundNo: `${outTradeNo}R`, refundFee })).result();
  expect(result).toBe('succeeded');
}

type Listed = ListEntry | DetailEntry;

/** Number and outcome of each entry. */
function summaryOf(entries: readonly Listed[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      if (entry.kind === 'order') return [entry.order.outTradeNo, entry.outcome.result];
      return entry.kind === 'refund' ? [entry.refund.outRefundNo, entry.outcome.result] : ['other', ''];
    }),
  );
}

const everything = {
  [wechatPaid]: 'paid',
  [wechatRefunded]: 'refunded',
  [alipayPartly]: 'partlyRefunded',
  [wechatPartly]: 'partlyRefunded',
  [declined]: 'failed',
  [`${wechatRefunded}R`]: 'succeeded',
  [`${alipayPartly}R`]: 'succeeded',
  [`${wechatPartly}R`]: 'succeeded',
};

/** Both lists, each under its own names. */
const lists = [
  {
    endpoint: 'query_order_list',
    list: (page = {}): AsyncIterable<Listed> => payments.listOrders({ ...period, ...page }),
    refunds: { orderType: QueryOrderType.RefundOrder },
  },
  {
    endpoint: 'client_order_detail',
    list: (page = {}): AsyncIterable<Listed> => payments.orderDetails({ ...period, ...page }),
    refunds: { queryOrderType: QueryOrderType.RefundOrder },
  },
];

describe.each(lists)('$endpoint', ({ endpoint, list, refunds }) => {
  test.each([1, 3, 8, 100])('in pages of %i lists everything once, with its outcome', async (pageSize) => {
    const { items, error } = await collect(list({ pageSize }));
    expect(error).toBeUndefined();
    expect(items).toHaveLength(8);
    expect(summaryOf(items)).toEqual(everything);
  });

  test('shows what is left of a partly refunded order, for both platforms', async () => {
    const { items } = await collect(list());
    const outcomes = items.flatMap((entry) => (entry.kind === 'order' ? [entry.outcome] : []));
    expect(outcomes.filter(({ result }) => result === 'partlyRefunded')).toEqual([
      expect.objectContaining({ refundedFee: 2, remainingFee: 1 }),
      expect.objectContaining({ refundedFee: 1, remainingFee: 2 }),
    ]);
  });

  test('lists refunds alone', async () => {
    const { items } = await collect(list(refunds));
    expect(items.map(({ kind }) => kind)).toEqual(['refund', 'refund', 'refund']);
  });

  test('lists nothing of another hour', async () => {
    expect(await collect(list({ startTime: 1, endTime: 2 }))).toEqual({ items: [] });
  });

  test.each(['drop_before', 'drop_after', 'status3', 'status103', 'wrong_code', 'no_code', 'http_500', 'garbage'] as const)(
    'survives %s',
    async (fault) => {
      server.injectFault({ endpoint, fault, times: 2 });
      const { items, error } = await collect(list({ pageSize: 5 }));
      expect(error).toBeUndefined();
      expect(summaryOf(items)).toEqual(everything);
    },
  );
});

test('orders that arrive while a list is read: what was there comes, and nothing twice', async () => {
  const numbers: unknown[] = [];
  let made = 0;
  for await (const entry of payments.listOrders({ ...period, orderType: QueryOrderType.Order, pageSize: 2 })) {
    if (entry.kind === 'order') numbers.push(entry.order.outTradeNo);
    if (made < 3) await pay(`sz010002cz1${made++}`, '134520273825380000');
  }
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers).toEqual(expect.arrayContaining([wechatPaid, wechatRefunded, alipayPartly, wechatPartly, declined]));
});

test('orderOverview and salesStatistics add up to the same', async () => {
  const lines = await payments.orderOverview(period);
  const net = lines.reduce((sum, { netAmount = 0 }) => sum + netAmount, 0);
  const { items } = await collect(payments.salesStatistics(period));
  expect(items.reduce((sum, { netAmount = 0 }) => sum + netAmount, 0)).toBe(net);
  expect(await payments.salesStatistics(period).overview()).toMatchObject({ netAmount: net, refundAmount: 6 });
});

test('authorCodePrefixes', async () => {
  const { wechatPay, alipay } = await payments.authorCodePrefixes();
  expect(wechatPay).toEqual(['10', '11', '12', '13', '14', '15']);
  expect(alipay).toEqual(['25', '26', '27', '28', '29', '30']);
});
