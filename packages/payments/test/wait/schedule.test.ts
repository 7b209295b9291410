import { createConfiguration } from '@cloudpay/core';
import { describe, expect, test } from 'vitest';
import type { OrderOutcome } from '../../src/index.ts';
import { microPaySchedule, refundSchedule, type Schedule, scanCodePaySchedule } from '../../src/wait/schedule.ts';
import { coffee, merchant, newNumber } from '../helpers/merchant.ts';
import { noSuchOrder, scriptedTill, tell } from '../helpers/scripted.ts';
import { between, seeded } from '../simulation/random.ts';

/** When the queries come that ask for something that stays open, in milliseconds, by the gaps alone. */
function moments({ gapAfter, total }: Schedule): number[] {
  const times: number[] = [];
  for (let at = gapAfter(0); at <= total; at += gapAfter(times.length)) times.push(at);
  return times;
}

describe('the schedule of a micro payment', () => {
  test('is by default 25 queries in 150 s, the first ones at most 1.5 s apart', () => {
    const schedule = microPaySchedule(createConfiguration(merchant));
    const times = moments(schedule);
    expect(schedule.total).toBe(150_000);
    expect(times).toHaveLength(25);
    const gaps = times.map((time, at) => time - (times[at - 1] ?? 0));
    expect(Math.max(...gaps.slice(0, 10))).toBeLessThanOrEqual(1_500);
    for (const [at, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual(gaps[at - 1] ?? 0);
  });

  test.each([
    [10, 2, 10, 2_000],
    [10, undefined, 10, 6_000],
    [undefined, 2, 25, 2_000],
    [1, 1, 1, 1_000],
  ])('is what is configured: %s × %s s', (count, interval, queries, gap) => {
    const configuration = createConfiguration({
      ...merchant,
      ...(count !== undefined && { microPayQueryOrderCount: count }),
      ...(interval !== undefined && { microPayQueryOrderInterval: interval }),
    });
    const schedule = microPaySchedule(configuration);
    expect(moments(schedule)).toEqual(Array.from({ length: queries }, (_, at) => (at + 1) * gap));
    expect(schedule.total).toBe(queries * gap);
  });

  test.each([0, undefined])('leaves time for the payment itself when the count is %s', (microPayQueryOrderCount) => {
    const schedule = microPaySchedule(createConfiguration({ ...merchant, microPayQueryOrderCount } as typeof merchant));
    expect(schedule.total).toBe(150_000);
  });
});

test('the schedule of a scan-code payment gives its customer five minutes, or as many queries as are configured', () => {
  expect(moments(scanCodePaySchedule(createConfiguration(merchant)))).toHaveLength(100);
  expect(scanCodePaySchedule(createConfiguration(merchant)).total).toBe(300_000);
  const five = scanCodePaySchedule(createConfiguration({ ...merchant, scanCodePayQueryOrderCount: 5 }));
  expect(moments(five)).toEqual([3_000, 6_000, 9_000, 12_000, 15_000]);
});

test('the schedule of a refund asks soon, then ever less often', () => {
  const gaps = Array.from({ length: 12 }, (_, queries) => refundSchedule.gapAfter(queries));
  expect(gaps[0]).toBe(1_000);
  for (const [at, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual(gaps[at - 1] ?? 0);
});

describe('in simulated time', () => {
  test('an order that is never decided is asked for 25 times, and the wait ends in time', async () => {
    const till = scriptedTill((call) => tell(call, 9));
    const outcome = await till.run((await till.run(till.payments.microPay(coffee()))).result());
    expect(outcome).toMatchObject({ result: 'unknown', order: { currentTradeState: 9 } });
    expect(till.service.of('query_order')).toHaveLength(25);
    expect(till.time.elapsed).toBeLessThanOrEqual(150_000);
    expect(till.time.elapsed).toBeGreaterThan(148_000);
  });

  test('a configured schedule is kept, its last question included', async () => {
    const till = scriptedTill((call) => tell(call, 9), { microPayQueryOrderCount: 5, microPayQueryOrderInterval: 2 });
    await till.run((await till.run(till.payments.microPay(coffee()))).result());
    expect(till.service.of('query_order')).toHaveLength(5);
    expect(till.time.elapsed).toBeLessThanOrEqual(10_000);
  });

  test.each([0, 5])('a scan-code order is asked for with a count of %d', async (scanCodePayQueryOrderCount) => {
    const script = (call: Parameters<Parameters<typeof scriptedTill>[0]>[0]) =>
      call.endpoint === 'scan_code_pay'
        ? { status: 0, scan_code_pay: { code_url: 'weixin://1' } }
        : tell(call, 6, { code_url: 'weixin://1', trade_type: 2 });
    const till = scriptedTill(script, { scanCodePayQueryOrderCount });
    const request = { outTradeNo: newNumber(), payPlatform: 1, totalFee: 1999, body: 'tea' };
    const outcome = await till.run((await till.run(till.payments.scanCodePay(request))).result());
    expect(outcome.result).toBe('awaitingPayment');
    expect(till.service.of('scan_code_pay')).toHaveLength(1);
    // One more confirms the code (rule 10).
    expect(till.service.of('query_order').length).toBe((scanCodePayQueryOrderCount || 100) + 1);
  });

  test('a customer who pays within 15 s is found within 1.5 s, half of them within one', async () => {
    const random = seeded(20_260_101);
    const delays: number[] = [];
    for (let customer = 0; customer < 300; customer += 1) {
      const paysAt = between(random, 0, 15_000);
      const till = scriptedTill((call) => tell(call, call.at >= paysAt ? 2 : 9));
      const outcome: OrderOutcome = await till.run((await till.run(till.payments.microPay(coffee()))).result());
      expect(outcome.result).toBe('paid');
      delays.push(till.time.elapsed - paysAt);
    }
    delays.sort((a, b) => a - b);
    // The response is on its way for 20 ms, and so is the request before it.
    expect(delays.at(-1)).toBeLessThanOrEqual(1_500 + 40);
    expect(delays[delays.length / 2]).toBeLessThan(1_000);
  });

  test('a payment whose response is lost and whose order never appears is sent again in the first 45 s alone, and fails after 60 s more', async () => {
    const till = scriptedTill((call) => (call.endpoint === 'micro_pay' ? 'CONNECTION_LOST' : noSuchOrder));
    const outcome = await till.run((await till.run(till.payments.microPay(coffee()))).result());
    const sent = till.service.of('micro_pay').map(({ at }) => at);
    expect(outcome).toMatchObject({ result: 'failed', error: { status: 104, internalStatus: 400 } });
    expect(sent.length).toBeGreaterThan(5);
    expect(sent.at(-1)).toBeLessThan(45_000 + 7_000);
    expect(till.time.elapsed - (sent.at(-1) as number)).toBeGreaterThanOrEqual(60_000);
    expect(new Set(till.service.of('micro_pay').map(({ content }) => JSON.stringify(content.pay_content))).size).toBe(1);
  });
});
