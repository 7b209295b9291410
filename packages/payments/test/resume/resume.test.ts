import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import {
  createMemoryJournal,
  type JournalRecord,
  type JournalStore,
  openFileJournal,
  type PaymentsEvent,
} from '../../src/index.ts';
import { journalPath } from '../helpers/folder.ts';
import { codes, coffee, newNumber } from '../helpers/merchant.ts';
import { resumeAll } from '../helpers/resumed.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { noRefund, noSuchOrder, type Script, scriptedTill, tell, tellRefund } from '../helpers/scripted.ts';
import { rejectionOf } from '../helpers/thrown.ts';

/** When the world of a scripted till begins, by every clock. */
const worldBegan = 1_790_000_000_000;
const charging = ['micro_pay', 'scan_code_pay', 'refund', 'reverse', 'close_order'];

/** A till that finds this journal when it starts. */
async function restarted(script: Script, ...records: readonly JournalRecord[]) {
  const journal = createMemoryJournal();
  for (const record of records) await journal.write(record, 0, true);
  const till = scriptedTill(script, { journal });
  return {
    ...till,
    journal,
    resume: (options?: Parameters<typeof resumeAll>[1]) => till.run(resumeAll(till.payments, options)),
    stateOf: async (outTradeNo: string) => (await journal.read(outTradeNo))?.record,
    sent: () => till.service.calls.filter(({ endpoint }) => charging.includes(endpoint)),
  };
}

/** An order that was sent so many milliseconds before the till starts. */
function undecided(sent: number | undefined, more: Partial<JournalRecord> = {}): JournalRecord {
  const local = worldBegan - (sent ?? 0);
  const lastSentAt = sent === undefined ? { local } : { local, service: local };
  return { outTradeNo: newNumber(), state: 'undecided', tradeType: 1, payPlatform: 1, totalFee: 1999, lastSentAt, ...more };
}

describe('an order that a crash left undecided', () => {
  test.each([
    ['paid', 2, 'paid', 'paid'],
    ['stopped', 5, 'failed', 'failed'],
    ['reversed', 8, 'reversed', 'reversed'],
  ] as const)('and that is %s by now', async (_, state, result, recorded) => {
    const record = undecided(0);
    const till = await restarted((call) => tell(call, state), record);
    expect(await till.resume()).toMatchObject([{ kind: 'order', outTradeNo: record.outTradeNo, outcome: { result } }]);
    expect(await till.stateOf(record.outTradeNo)).toMatchObject({ state: recorded });
    expect((await till.stateOf(record.outTradeNo))?.lease).toBeUndefined();
    expect(till.sent()).toEqual([]);
    expect(await till.resume()).toEqual([]);
  });

  test('and whose customer is still paying is waited for', async () => {
    const record = undecided(0);
    const till = await restarted((call) => tell(call, call.at < 40_000 ? 9 : 2), record);
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'paid' } }]);
    expect(till.sent()).toEqual([]);
  });

  test('and that stays open is unknown, and undecided still', async () => {
    const record = undecided(0);
    const till = await restarted((call) => tell(call, 9), record);
    const start = till.time.elapsed;
    expect(await till.resume({ timeout: 20_000 })).toMatchObject([
      { outcome: { result: 'unknown', order: { currentTradeState: 9 } } },
    ]);
    expect(till.time.elapsed - start).toBeLessThanOrEqual(20_000 + 100);
    expect(await till.journal.undecided()).toEqual([record.outTradeNo]);
    // It was let go: the next one need not wait for a lease.
    expect(await till.resume({ timeout: 5_000 })).toMatchObject([{ outcome: { result: 'unknown' } }]);
  });

  test('while no host answers is unknown, and undecided still', async () => {
    const record = undecided(3_600_000);
    const till = await restarted(() => 'NOT_CONNECTED', record);
    till.service.answersPings = false;
    expect(await till.resume({ timeout: 20_000 })).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(await till.journal.undecided()).toEqual([record.outTradeNo]);
  });

  test('and whose number turns out to be another order’s is a conflict', async () => {
    const record = undecided(0, { deviceId: '824', machineNo: 'till-1' });
    const till = await restarted((call) => tell(call, 2, { total_fee: 1 }), record);
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'reentryConflict' } }]);
    const { outTradeNo } = record;
    expect(await till.stateOf(outTradeNo)).toMatchObject({ state: 'reentryConflict' });
    expect(await rejectionOf(till.run(till.payments.cancelOrder({ outTradeNo })))).toMatchObject({ code: 'REFUSED_LOCALLY' });
  });
});

describe('an order that the service does not know', () => {
  test.each([
    ['sent an hour ago', 3_600_000, 0],
    // The service tells whole seconds, so two are taken off for safety.
    ['sent 62 s ago', 62_000, 0],
    ['sent 30 s ago', 30_000, 32_000],
    ['sent just now', 0, 60_000],
    ['sent when the service’s clock was not known', undefined, 60_000],
  ])('%s is failed when its last request can arrive no more', async (_, sent, atLeast) => {
    const record = undecided(sent);
    const till = await restarted(() => noSuchOrder, record);
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'failed', error: { internalStatus: 400 } } }]);
    expect(till.time.elapsed).toBeGreaterThanOrEqual(atLeast);
    expect(till.time.elapsed).toBeLessThan(atLeast + 20_000);
    expect(await till.stateOf(record.outTradeNo)).toMatchObject({ state: 'failed' });
    expect(till.sent()).toEqual([]);
  });

  test('is waited for in full when the service tells no time now', async () => {
    const till = await restarted(() => noSuchOrder, undecided(3_600_000));
    till.service.answersPings = false;
    await till.resume();
    expect(till.time.elapsed).toBeGreaterThanOrEqual(60_000);
  });

  test.each([-86_400_000, 86_400_000])('is waited for as long whatever the machine’s clock says: off by %d', async (offset) => {
    const till = await restarted(() => noSuchOrder, undecided(30_000));
    till.clock.offset = offset;
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'failed' } }]);
    expect(till.time.elapsed).toBeGreaterThanOrEqual(32_000);
    expect(till.time.elapsed).toBeLessThan(60_000);
  });

  test('within the time given is unknown', async () => {
    const record = undecided(0);
    const till = await restarted(() => noSuchOrder, record);
    expect(await till.resume({ timeout: 10_000 })).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(await till.journal.undecided()).toEqual([record.outTradeNo]);
  });

  test('and then does is what the service says: the request arrived late', async () => {
    const till = await restarted((call) => (call.at < 50_000 ? noSuchOrder : tell(call, 2)), undecided(0));
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'paid' } }]);
  });
});

describe('a cancellation that a crash left open', () => {
  const cancelled = (sent: number) => {
    const moment = { local: worldBegan - sent, service: worldBegan - sent };
    return undecided(3_600_000, { state: 'paid', cancelSentAt: moment });
  };

  test('and that took effect', async () => {
    const record = cancelled(0);
    const till = await restarted((call) => tell(call, 8), record);
    expect(await till.resume()).toMatchObject([{ kind: 'order', outcome: { result: 'reversed' } }]);
    expect(await till.stateOf(record.outTradeNo)).toMatchObject({ state: 'reversed' });
    expect(await till.journal.undecided()).toEqual([]);
    expect(till.sent()).toEqual([]);
  });

  test('and that did not is believed only when it can arrive no more', async () => {
    const record = cancelled(20_000);
    const till = await restarted((call) => tell(call, 2), record);
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'paid' } }]);
    expect(till.time.elapsed).toBeGreaterThanOrEqual(40_000);
    expect(await till.stateOf(record.outTradeNo)).toMatchObject({ state: 'paid' });
    expect(await till.journal.undecided()).toEqual([]);
    expect(till.sent()).toEqual([]);
  });

  test('and that arrives late', async () => {
    const till = await restarted((call) => tell(call, call.at < 30_000 ? 2 : 8), cancelled(0));
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'reversed' } }]);
  });

  test('is told by one of two that resume at once', async () => {
    const till = await restarted((call) => tell(call, 2), cancelled(0));
    const both = await till.run(Promise.all([resumeAll(till.payments), resumeAll(till.another())]));
    expect(both.flat()).toMatchObject([{ kind: 'order', outcome: { result: 'paid' } }]);
  });

  test('and that is still open when the client is closed stays so, at once', async () => {
    const record = cancelled(0);
    const till = await restarted((call) => tell(call, 2), record);
    till.time.after(5_000, () => void till.payments.close());
    const resumed = await till.resume().catch((error) => error.code);
    if (resumed !== 'CLOSED') expect(resumed).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(till.time.elapsed).toBe(5_000);
    expect((await till.stateOf(record.outTradeNo))?.lease).toBeUndefined();
    expect(await till.journal.undecided()).toEqual([record.outTradeNo]);
  });

  test('and that cannot be learnt stays open', async () => {
    const record = cancelled(0);
    const till = await restarted((call) => tell(call, 2), record);
    expect(await till.resume({ timeout: 10_000 })).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(await till.journal.undecided()).toEqual([record.outTradeNo]);
  });
});

describe('refunds that a crash left undecided', () => {
  const withRefunds = (...sent: readonly number[]) =>
    undecided(3_600_000, {
      state: 'paid',
      refunds: sent.map((ago) => ({
        outRefundNo: newNumber(),
        refundFee: 100,
        state: 'undecided',
        lastSentAt: { local: worldBegan - ago, service: worldBegan - ago },
      })),
    });

  test('are settled, each by its own state, and none is sent again', async () => {
    const record = withRefunds(0, 0, 0);
    const [one, two, three] = (record.refunds ?? []).map(({ outRefundNo }) => outRefundNo);
    const states: Record<string, number> = { [one as string]: 2, [two as string]: 3, [three as string]: 5 };
    const till = await restarted((call) => tellRefund(call, states[call.content.out_refund_no as string] as number), record);
    const resumed = await till.resume();
    const results = new Map(resumed.map((item) => [item.kind === 'refund' && item.outRefundNo, item.outcome]));
    expect(results.get(one as string)).toMatchObject({ result: 'succeeded' });
    expect(results.get(two as string)).toMatchObject({ result: 'failed' });
    expect(results.get(three as string)).toMatchObject({ result: 'failed', needsPerson: true });
    const states2 = (await till.stateOf(record.outTradeNo))?.refunds?.map(({ state }) => state);
    expect(states2).toEqual(['succeeded', 'failed', 'failed']);
    expect(await till.journal.undecided()).toEqual([]);
    expect(till.sent()).toEqual([]);
  });

  test('that the service does not know are failed when they can arrive no more', async () => {
    const till = await restarted(() => noRefund, withRefunds(0));
    expect(await till.resume()).toMatchObject([{ kind: 'refund', outcome: { result: 'failed' } }]);
    expect(till.time.elapsed).toBeGreaterThanOrEqual(60_000);
    const soon = await restarted(() => noRefund, withRefunds(62_000));
    expect(await soon.resume()).toMatchObject([{ outcome: { result: 'failed' } }]);
    expect(soon.time.elapsed).toBeLessThan(20_000);
  });

  test('that the platform is still at stay open', async () => {
    const record = withRefunds(0);
    const till = await restarted((call) => tellRefund(call, 4), record);
    expect(await till.resume({ timeout: 30_000 })).toMatchObject([{ outcome: { result: 'unknown', refund: { state: 4 } } }]);
    expect(await till.journal.undecided()).toEqual([record.outTradeNo]);
  });
});

describe('what others hold', () => {
  const held = (until: number) => undecided(0, { lease: { owner: `another-${hostname()}/1/x`, until: worldBegan + until } });

  test('is left alone, and looked at again until it is settled or free', async () => {
    const record = held(9_000);
    const till = await restarted((call) => tell(call, 2), record);
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'paid' } }]);
    expect(till.service.of('query_order')[0]?.at).toBeGreaterThanOrEqual(9_000);
    expect(till.service.of('query_order')[0]?.at).toBeLessThan(12_000);
  });

  test('beyond the time given stays with them', async () => {
    const record = held(60_000);
    const till = await restarted((call) => tell(call, 2), record);
    expect(await till.resume({ timeout: 10_000 })).toEqual([]);
    expect(till.service.of('query_order')).toEqual([]);
    expect(till.time.elapsed).toBeLessThanOrEqual(10_100);
  });

  test('and settle meanwhile is told by them alone', async () => {
    const record = held(60_000);
    const till = await restarted((call) => tell(call, 2), record);
    till.time.after(3_000, () => void till.journal.write({ ...record, state: 'paid' }, 1, false));
    expect(await till.resume()).toEqual([]);
    expect(till.time.elapsed).toBeLessThan(6_000);
  });

  test('is told by one of two that resume at once', async () => {
    const records = Array.from({ length: 5 }, () => undecided(0));
    const till = await restarted((call) => tell(call, 2), ...records);
    const other = till.another();
    const both = await till.run(Promise.all([resumeAll(till.payments), resumeAll(other)]));
    const numbers = both.flat().map(({ outTradeNo }) => outTradeNo);
    expect(numbers.sort()).toEqual(records.map(({ outTradeNo }) => outTradeNo).sort());
  });

  test('is waited for without taking up again what was told already', async () => {
    const [open, theirs] = [undecided(0), held(60_000)];
    const till = await restarted((call) => tell(call, 9), open, theirs);
    await till.resume({ timeout: 170_000 });
    expect((await till.stateOf(open.outTradeNo))?.lease).toBeUndefined();
  });

  test('a payment that is live in this process is left to it', async () => {
    const till = await restarted((call) => tell(call, call.at < 20_000 ? 9 : 2));
    const payment = await till.run(till.payments.microPay(coffee()));
    expect(await till.resume()).toEqual([]);
    expect(await till.run(payment.result())).toMatchObject({ result: 'paid' });
  });
});

test('many are taken up a few at a time, and each is told once', async () => {
  const records = Array.from({ length: 100 }, () => undecided(0));
  const till = await restarted((call) => tell(call, 2), ...records);
  const resumed = await till.resume();
  expect(new Set(resumed.map(({ outTradeNo }) => outTradeNo)).size).toBe(100);
  const perMoment = new Map<number, number>();
  for (const { at } of till.service.of('query_order')) perMoment.set(at, (perMoment.get(at) ?? 0) + 1);
  expect(Math.max(...perMoment.values())).toBeLessThanOrEqual(16);
});

describe('resume ends', () => {
  test('with the caller’s signal, and what is open is told as unknown', async () => {
    const record = undecided(0);
    const till = await restarted((call) => tell(call, 9), record);
    const controller = new AbortController();
    till.time.after(5_000, () => controller.abort());
    const resumed = await till.resume({ signal: controller.signal }).catch((error) => error.code);
    if (resumed !== 'ABORTED') expect(resumed).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(till.time.elapsed).toBeLessThan(6_000);
    expect(await till.journal.undecided()).toEqual([record.outTradeNo]);
  });

  test('with close()', async () => {
    const record = undecided(0);
    const till = await restarted((call) => tell(call, 9), record);
    till.time.after(5_000, () => void till.payments.close());
    const resumed = await till.resume().catch((error) => error.code);
    if (resumed !== 'CLOSED') expect(resumed).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(till.time.elapsed).toBeLessThan(6_000);
    expect(await till.journal.undecided()).toEqual([record.outTradeNo]);
  });

  test('with a journal that cannot be read', async () => {
    const broken = { ...createMemoryJournal(), undecided: async () => Promise.reject(new Error('gone')) };
    const till = scriptedTill(() => 'hang', { journal: broken });
    expect(await rejectionOf(till.run(resumeAll(till.payments)))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  });
});

describe('a journal that fails after the money has moved', () => {
  /** A journal that works until it is broken. */
  function fragile() {
    const store = createMemoryJournal();
    const health = { isBroken: false };
    const journal: JournalStore = {
      ...store,
      write: (...args) => (health.isBroken ? Promise.reject(new Error('disk full')) : store.write(...args)),
    };
    return { journal, store, health };
  }

  test('keeps no outcome from the caller, and is told of in an event', async () => {
    const { journal, store, health } = fragile();
    const events: PaymentsEvent[] = [];
    const script: Script = (call) => {
      health.isBroken = true;
      return tell(call, 2);
    };
    const till = scriptedTill(script, { journal, onEvent: (event) => events.push(event) });
    const request = coffee();
    expect(await till.run((await till.run(till.payments.microPay(request))).result())).toMatchObject({ result: 'paid' });
    const { outTradeNo } = request;
    expect(events.filter(({ type }) => type === 'journalFailure')).toEqual([
      { type: 'journalFailure', outTradeNo, code: 'JOURNAL_UNAVAILABLE', message: expect.stringContaining('disk full') },
    ]);
    // The next start finds out.
    health.isBroken = false;
    expect(await store.undecided()).toEqual([outTradeNo]);
    till.clock.offset = 300_000;
    expect(await till.run(resumeAll(till.another()))).toMatchObject([{ outTradeNo, outcome: { result: 'paid' } }]);
    expect(till.service.of('micro_pay')).toHaveLength(1);
  });

  test('keeps no payment from being asked for, and none is sent again that is not recorded', async () => {
    const { journal, health } = fragile();
    const till = scriptedTill(
      (call) => {
        health.isBroken = true;
        return call.endpoint === 'micro_pay' ? 'CONNECTION_LOST' : call.count < 4 ? noSuchOrder : tell(call, 2);
      },
      { journal },
    );
    expect(await till.run((await till.run(till.payments.microPay(coffee()))).result())).toMatchObject({ result: 'paid' });
    expect(till.service.of('micro_pay')).toHaveLength(1);
  });

  test('keeps no refund’s end from the caller', async () => {
    const { journal, health } = fragile();
    const events: PaymentsEvent[] = [];
    const till = scriptedTill(
      (call) => {
        if (call.endpoint === 'refund') health.isBroken = true;
        if (call.endpoint === 'query_order') return tell(call, 2);
        return call.endpoint === 'refund' ? tellRefund(call, 2) : noRefund;
      },
      { journal, onEvent: (event) => events.push(event) },
    );
    const refund = await till.run(till.payments.refund({ outTradeNo: newNumber(), refundFee: 100 }));
    expect(await till.run(refund.result())).toMatchObject({ result: 'succeeded' });
    expect(events.some(({ type }) => type === 'journalFailure')).toBe(true);
  });

  test('keeps no cancellation’s end from the caller', async () => {
    const { journal, health } = fragile();
    const till = scriptedTill(
      (call) => {
        if (call.endpoint === 'reverse') health.isBroken = true;
        return call.endpoint === 'reverse' ? { status: 0, reverse: {} } : tell(call, 2);
      },
      { journal },
    );
    const cancelled = till.payments.cancelOrder({ outTradeNo: newNumber() });
    expect(await till.run(cancelled)).toEqual({ result: 'cancelled' });
  });

  test('an observer that throws breaks nothing', async () => {
    const { journal, health } = fragile();
    const till = scriptedTill(
      (call) => {
        health.isBroken = true;
        return tell(call, 2);
      },
      {
        journal,
        onEvent: () => {
          throw new Error('the log is broken too');
        },
      },
    );
    expect(await till.run((await till.run(till.payments.microPay(coffee()))).result())).toMatchObject({ result: 'paid' });
  });
});

test('against the sandbox, with a journal file: what is left open is settled after a restart, and charged once', async () => {
  const path = journalPath();
  await using till = await openTill({ journal: await openFileJournal(path) });
  const waiting = coffee(codes.wechat('0010'));
  const payment = await till.payments.microPay(waiting, { timeout: 30_000 });
  expect(await payment.result()).toMatchObject({ result: 'unknown' });
  await till.payments.close();

  const again = till.another({ journal: await openFileJournal(path) });
  till.sandbox.payOrder(waiting.outTradeNo);
  expect(await resumeAll(again)).toMatchObject([{ outTradeNo: waiting.outTradeNo, outcome: { result: 'paid' } }]);
  expect(till.sandbox.state().orders).toMatchObject([{ charges: 1, paid: true }]);
  expect(till.calls('micro_pay')).toBe(1);
  await again.close();
});

test('after warmUp the record of a payment tells by the clock of the service when it left', async () => {
  const journal = createMemoryJournal();
  await using till = await openTill({ journal });
  await till.payments.warmUp();
  const order = coffee(codes.wechat('0000'));
  await (await till.payments.microPay(order)).result();
  expect((await journal.read(order.outTradeNo))?.record.lastSentAt?.service).toBeGreaterThan(0);
});
