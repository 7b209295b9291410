import { describe, expect, test } from 'vitest';
import {
  createMemoryJournal,
  type JournalRecord,
  type JournalStore,
  openFileJournal,
  type PaymentsEvent,
} from '../../src/index.ts';
import { isUndecided } from '../../src/journal/record.ts';
import { journalPath } from '../helpers/folder.ts';
import { codes, coffee, merchant, newNumber } from '../helpers/merchant.ts';
import { resumeAll } from '../helpers/resumed.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { noRefund, noSuchOrder, type Script, scriptedTill, tell, tellRefund } from '../helpers/scripted.ts';
import { rejectionOf } from '../helpers/thrown.ts';

/** When the world of a scripted till begins, by every clock. */
const worldBegan = 1_790_000_000_000;
const charging = ['micro_pay', 'scan_code_pay', 'refund', 'reverse', 'close_order'];

const { outSubMchId } = merchant;

/** What a store holds of an order. */
async function storedIn(journal: JournalStore, outTradeNo: string) {
  return journal.read({ outSubMchId, number: outTradeNo });
}

/** A till that finds this journal when it starts. Who wrote the records has died, unless the test says otherwise. */
async function restarted(script: Script, ...records: readonly JournalRecord[]) {
  const journal = createMemoryJournal();
  for (const record of records) await journal.write({ record, version: 0, isUndecided: true, hold: 'release' });
  const till = scriptedTill(script, { journal });
  return {
    ...till,
    journal,
    resume: (options?: Parameters<typeof resumeAll>[1]) => till.run(resumeAll(till.payments, options)),
    stateOf: async (outTradeNo: string) => (await storedIn(journal, outTradeNo))?.record,
    /** Whether an order is undecided, and nobody works on it. */
    isOpen: async (outTradeNo: string) => {
      const stored = await storedIn(journal, outTradeNo);
      return stored !== undefined && isUndecided(stored.record) && stored.held === 'free';
    },
    sent: () => till.service.calls.filter(({ endpoint }) => charging.includes(endpoint)),
  };
}

/** An order that was sent so many milliseconds before the till starts. */
function undecided(sent: number, more: Partial<JournalRecord> = {}): JournalRecord {
  const acceptedAt = { local: worldBegan - sent };
  const order = { outTradeNo: newNumber(), outSubMchId, tradeType: 1, payPlatform: 1, totalFee: 1999 } as const;
  return { ...order, state: 'undecided', acceptedAt, sends: { count: 1, lastAt: acceptedAt }, ...more };
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
    expect((await storedIn(till.journal, record.outTradeNo))?.held).toBe('free');
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
    expect(await till.isOpen(record.outTradeNo)).toBe(true);
    // It was let go: the next one need not wait.
    expect(await till.resume({ timeout: 5_000 })).toMatchObject([{ outcome: { result: 'unknown' } }]);
  });

  test('while no host answers is unknown, and undecided still', async () => {
    const record = undecided(3_600_000);
    const till = await restarted(() => 'NOT_CONNECTED', record);
    till.service.answersPings = false;
    expect(await till.resume({ timeout: 20_000 })).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(await till.isOpen(record.outTradeNo)).toBe(true);
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
  test.each([0, 3_600_000])(
    'is failed when its last request can arrive no more: by the time that passed here, not by clocks; sent %d ms ago',
    async (sent) => {
      const record = undecided(sent);
      const till = await restarted(() => noSuchOrder, record);
      expect(await till.resume()).toMatchObject([{ outcome: { result: 'failed', error: { internalStatus: 400 } } }]);
      // Its exchange may have lasted 30 s, and it may be under way for 60 s (rule 16).
      expect(till.time.elapsed).toBeGreaterThanOrEqual(90_000);
      expect(till.time.elapsed).toBeLessThan(120_000);
      expect(await till.stateOf(record.outTradeNo)).toMatchObject({ state: 'failed' });
      expect(till.sent()).toEqual([]);
    },
  );

  test.each([-86_400_000, 86_400_000])('is waited for as long whatever the machine’s clock says: off by %d', async (offset) => {
    const till = await restarted(() => noSuchOrder, undecided(30_000));
    till.clock.offset = offset;
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'failed' } }]);
    expect(till.time.elapsed).toBeGreaterThanOrEqual(90_000);
  });

  test('within the time given is unknown', async () => {
    const record = undecided(0);
    const till = await restarted(() => noSuchOrder, record);
    expect(await till.resume({ timeout: 10_000 })).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(await till.isOpen(record.outTradeNo)).toBe(true);
  });

  test('is failed at last by short resumes too: watched time adds up (rule 15)', async () => {
    const record = undecided(0);
    const till = await restarted(() => noSuchOrder, record);
    const results: string[] = [];
    for (let times = 0; times < 15 && results.at(-1) !== 'failed'; times += 1) {
      const [resumed] = await till.run(resumeAll(till.another(), { timeout: 10_000 }));
      results.push(resumed?.outcome.result as string);
    }
    expect(results.at(-1)).toBe('failed');
    expect(results.slice(0, -1).every((result) => result === 'unknown')).toBe(true);
    expect(till.time.elapsed).toBeGreaterThanOrEqual(90_000);
  });

  test('counts only the time that a holder watched: a crash adds none', async () => {
    const record = undecided(0);
    const till = await restarted(() => noSuchOrder, record);
    await till.run(resumeAll(till.payments, { timeout: 20_000 }));
    const watch = (await till.stateOf(record.outTradeNo))?.watch;
    expect(watch).toMatchObject({ needed: 90_000 });
    expect(watch?.done).toBeLessThanOrEqual(20_000);
    await till.run(till.time.sleep(3_600_000));
    expect(await till.run(resumeAll(till.another(), { timeout: 20_000 }))).toMatchObject([{ outcome: { result: 'unknown' } }]);
  });

  test('and then does is what the service says: the request arrived late', async () => {
    const till = await restarted((call) => (call.at < 50_000 ? noSuchOrder : tell(call, 2)), undecided(0));
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'paid' } }]);
  });

  test('but that was reported before stays unknown: a replica is late (rule 9)', async () => {
    const record = undecided(3_600_000, { isKnown: true });
    const till = await restarted(() => noSuchOrder, record);
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(await till.isOpen(record.outTradeNo)).toBe(true);
  });
});

describe('a cancellation that a crash left open', () => {
  const cancelled = (sent: number) => {
    const sends = { count: 1, lastAt: { local: worldBegan - sent } };
    return undecided(3_600_000, { state: 'paid', isGivenUp: true, cancellation: { sends } });
  };

  test('and that took effect', async () => {
    const record = cancelled(0);
    const till = await restarted((call) => tell(call, 8), record);
    expect(await till.resume()).toMatchObject([{ kind: 'order', outcome: { result: 'reversed' } }]);
    expect(await till.stateOf(record.outTradeNo)).toMatchObject({ state: 'reversed' });
    expect(isUndecided((await till.stateOf(record.outTradeNo)) as JournalRecord)).toBe(false);
    expect(till.sent()).toEqual([]);
  });

  test('and that did not is believed only when it can arrive no more', async () => {
    const record = cancelled(20_000);
    const till = await restarted((call) => tell(call, 2), record);
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'paid' } }]);
    // When it ended is not known: 30 s at the most, and 70 s more (rule 11).
    expect(till.time.elapsed).toBeGreaterThanOrEqual(100_000);
    expect(await till.stateOf(record.outTradeNo)).toMatchObject({ state: 'paid' });
    expect(isUndecided((await till.stateOf(record.outTradeNo)) as JournalRecord)).toBe(false);
    expect(till.sent()).toEqual([]);
  });

  test('and that arrives late', async () => {
    const till = await restarted((call) => tell(call, call.at < 30_000 ? 2 : 8), cancelled(0));
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'reversed' } }]);
  });

  test('is returned by one of two that resume at once', async () => {
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
    expect(await till.isOpen(record.outTradeNo)).toBe(true);
  });

  test('and that cannot be queried stays open', async () => {
    const record = cancelled(0);
    const till = await restarted((call) => tell(call, 2), record);
    expect(await till.resume({ timeout: 10_000 })).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(await till.isOpen(record.outTradeNo)).toBe(true);
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
        sends: { count: 1, lastAt: { local: worldBegan - ago } },
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
    expect(isUndecided((await till.stateOf(record.outTradeNo)) as JournalRecord)).toBe(false);
    expect(till.sent()).toEqual([]);
  });

  test('that the service does not know are failed when they can arrive no more', async () => {
    const till = await restarted(() => noRefund, withRefunds(0));
    expect(await till.resume()).toMatchObject([{ kind: 'refund', outcome: { result: 'failed' } }]);
    expect(till.time.elapsed).toBeGreaterThanOrEqual(90_000);
    expect(till.time.elapsed).toBeLessThan(120_000);
  });

  test('are failed at last by short resumes too', async () => {
    const till = await restarted(() => noRefund, withRefunds(0));
    const results: string[] = [];
    for (let times = 0; times < 15 && results.at(-1) !== 'failed'; times += 1) {
      const [resumed] = await till.run(resumeAll(till.another(), { timeout: 10_000 }));
      results.push(resumed?.outcome.result as string);
    }
    expect(results.at(-1)).toBe('failed');
    expect(till.time.elapsed).toBeGreaterThanOrEqual(90_000);
  });

  test.each([
    ['another amount', { refund_fee: 300 }],
    ['another order', { out_trade_no: 'sz010002czother' }],
  ])('are not ours when the service tells of %s under the number (rule 14)', async (_, refund) => {
    const till = await restarted((call) => tellRefund(call, 2, refund), withRefunds(0));
    const [resumed] = await till.resume({ timeout: 20_000 });
    expect(resumed?.outcome.result).not.toBe('succeeded');
    expect(resumed?.outcome.error?.code).toBe('refund_fee' in refund ? 'NUMBER_REUSED' : 'UNVERIFIED_RESPONSE');
  });

  test('that the platform is still at stay open', async () => {
    const record = withRefunds(0);
    const till = await restarted((call) => tellRefund(call, 4), record);
    expect(await till.resume({ timeout: 30_000 })).toMatchObject([{ outcome: { result: 'unknown', refund: { state: 4 } } }]);
    expect(await till.isOpen(record.outTradeNo)).toBe(true);
  });
});

describe('what others hold', () => {
  /** A till beside another process, which holds these records until it dies. */
  async function beside(script: Script, ...records: readonly JournalRecord[]) {
    const till = await restarted(script);
    const health = { isAlive: true };
    const theirs = createMemoryJournal({ sharedWith: till.journal, isAlive: () => health.isAlive });
    for (const record of records) await theirs.write({ record, version: 0, isUndecided: true, hold: 'take' });
    return { ...till, theirs, health };
  }

  test('is left alone, and checked again until it is free', async () => {
    const till = await beside((call) => tell(call, 2), undecided(0));
    till.time.after(9_000, () => {
      till.health.isAlive = false;
    });
    expect(await till.resume()).toMatchObject([{ outcome: { result: 'paid' } }]);
    expect(till.service.of('query_order')[0]?.at).toBeGreaterThanOrEqual(9_000);
    expect(till.service.of('query_order')[0]?.at).toBeLessThan(12_000);
  });

  test('at the end of the time is returned as unknown, each part of it, and stays with them', async () => {
    const refund = {
      outRefundNo: newNumber(),
      refundFee: 1,
      state: 'undecided',
      sends: { count: 1, lastAt: { local: 0 } },
    } as const;
    const records = [undecided(0), undecided(0, { state: 'paid', refunds: [refund] })] as const;
    const till = await beside((call) => tell(call, 2), ...records);
    expect(await till.resume({ timeout: 10_000 })).toMatchObject([
      { kind: 'order', outTradeNo: records[0].outTradeNo, outcome: { result: 'unknown', error: { outcome: 'unknown' } } },
      { kind: 'refund', outRefundNo: refund.outRefundNo, outcome: { result: 'unknown', error: { outcome: 'unknown' } } },
    ]);
    expect(till.service.calls).toEqual([]);
    expect(till.time.elapsed).toBeLessThanOrEqual(10_100);
    expect((await storedIn(till.journal, records[0].outTradeNo))?.held).toBe('elsewhere');
  });

  test('and settle meanwhile is returned by them alone', async () => {
    const record = undecided(0);
    const till = await beside((call) => tell(call, 2), record);
    const settled = { record: { ...record, state: 'paid' }, version: 1, isUndecided: false, hold: 'release' } as const;
    till.time.after(3_000, () => void till.theirs.write(settled));
    expect(await till.resume()).toEqual([]);
    expect(till.time.elapsed).toBeLessThan(6_000);
  });

  test('is returned by one of two that resume at once', async () => {
    const records = Array.from({ length: 40 }, () => undecided(0));
    const till = await restarted((call) => tell(call, 2), ...records);
    const other = till.another();
    const both = await till.run(Promise.all([resumeAll(till.payments), resumeAll(other)]));
    const numbers = both.flat().map(({ outTradeNo }) => outTradeNo);
    expect(numbers.sort()).toEqual(records.map(({ outTradeNo }) => outTradeNo).sort());
    for (const { outTradeNo } of records) expect((await storedIn(till.journal, outTradeNo))?.held).toBe('free');
  });

  test('is waited for, and results are not returned twice', async () => {
    const [open, theirs] = [undecided(0), undecided(0)];
    const till = await beside((call) => tell(call, 9), theirs);
    await till.journal.write({ record: open, version: 0, isUndecided: true, hold: 'release' });
    const told = await till.resume({ timeout: 20_000 });
    expect(told.map(({ outTradeNo }) => outTradeNo)).toEqual([open.outTradeNo, theirs.outTradeNo]);
    expect(await till.isOpen(open.outTradeNo)).toBe(true);
  });

  test('a payment that is live in this process is left to it', async () => {
    const till = await restarted((call) => tell(call, call.at < 20_000 ? 9 : 2));
    const payment = await till.run(till.payments.microPay(coffee()));
    expect(await till.resume()).toEqual([]);
    expect(await till.run(payment.result())).toMatchObject({ result: 'paid' });
  });
});

test('many are queried a few at a time, and each is returned once', async () => {
  const records = Array.from({ length: 100 }, () => undecided(0));
  const till = await restarted((call) => tell(call, 2), ...records);
  const resumed = await till.resume();
  expect(new Set(resumed.map(({ outTradeNo }) => outTradeNo)).size).toBe(100);
  const perMoment = new Map<number, number>();
  for (const { at } of till.service.of('query_order')) perMoment.set(at, (perMoment.get(at) ?? 0) + 1);
  expect(Math.max(...perMoment.values())).toBeLessThanOrEqual(16);
});

describe('resume ends', () => {
  test('with the caller’s signal, and open orders are returned as unknown', async () => {
    const record = undecided(0);
    const till = await restarted((call) => tell(call, 9), record);
    const controller = new AbortController();
    till.time.after(5_000, () => controller.abort());
    const resumed = await till.resume({ signal: controller.signal }).catch((error) => error.code);
    if (resumed !== 'ABORTED') expect(resumed).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(till.time.elapsed).toBeLessThan(6_000);
    expect(await till.isOpen(record.outTradeNo)).toBe(true);
  });

  test('with close()', async () => {
    const record = undecided(0);
    const till = await restarted((call) => tell(call, 9), record);
    till.time.after(5_000, () => void till.payments.close());
    const resumed = await till.resume().catch((error) => error.code);
    if (resumed !== 'CLOSED') expect(resumed).toMatchObject([{ outcome: { result: 'unknown' } }]);
    expect(till.time.elapsed).toBeLessThan(6_000);
    expect(await till.isOpen(record.outTradeNo)).toBe(true);
  });

  test('with a journal that cannot be read', async () => {
    const journal = createMemoryJournal();
    journal.claim = () => Promise.reject(new Error('gone'));
    const till = scriptedTill(() => 'hang', { journal });
    expect(await rejectionOf(till.run(resumeAll(till.payments)))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    // And the next one is not kept from it.
    expect(await rejectionOf(till.run(resumeAll(till.payments)))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  });
});

describe('a journal that fails after the money has moved', () => {
  /** A journal that works until it is broken. */
  function fragile() {
    const journal = createMemoryJournal();
    const health = { isBroken: false };
    const write = journal.write.bind(journal);
    journal.write = (request) => (health.isBroken ? Promise.reject(new Error('disk full')) : write(request));
    return { journal, health };
  }

  test('keeps no outcome from the caller, and is reported by an event', async () => {
    const { journal, health } = fragile();
    const events: PaymentsEvent[] = [];
    const script: Script = (call) => {
      health.isBroken = call.endpoint === 'micro_pay';
      return tell(call, 2);
    };
    const till = scriptedTill(script, { journal, onEvent: (event) => events.push(event) });
    const request = coffee();
    expect(await till.run((await till.run(till.payments.microPay(request))).result())).toMatchObject({ result: 'paid' });
    const { outTradeNo } = request;
    expect(events.filter(({ type }) => type === 'journalFailure')).toEqual([
      { type: 'journalFailure', outTradeNo, code: 'JOURNAL_UNAVAILABLE', message: expect.stringContaining('disk full') },
    ]);
    // The same process finds out.
    health.isBroken = false;
    expect((await storedIn(journal, outTradeNo))?.record.state).toBe('undecided');
    expect(await till.run(resumeAll(till.payments))).toMatchObject([{ outTradeNo, outcome: { result: 'paid' } }]);
    expect(await storedIn(journal, outTradeNo)).toMatchObject({ held: 'free', record: { state: 'paid' } });
    expect(await till.run(resumeAll(till.payments))).toEqual([]);
    expect(till.service.of('micro_pay')).toHaveLength(1);
  });

  test('when a wait lets go of its order leaves the order to the next resume of the same process', async () => {
    const { journal, health } = fragile();
    const till = scriptedTill(
      (call) => {
        health.isBroken = call.endpoint === 'query_order';
        return tell(call, 9);
      },
      { journal },
    );
    const request = coffee();
    const payment = await till.run(till.payments.microPay(request, { timeout: 5_000 }));
    expect(await till.run(payment.result())).toMatchObject({ result: 'unknown' });
    health.isBroken = false;
    till.service.script = (call) => tell(call, 2);
    const { outTradeNo } = request;
    expect(await till.run(resumeAll(till.payments))).toMatchObject([{ outTradeNo, outcome: { result: 'paid' } }]);
    expect(await storedIn(journal, outTradeNo)).toMatchObject({ held: 'free', record: { state: 'paid' } });
  });

  test('keeps no payment from being asked for, and none is sent again that is not recorded', async () => {
    const { journal, health } = fragile();
    // The payment code shows whose the order is: the identical request cannot (rule 8).
    const ours = { author_code: codes.wechat() };
    const till = scriptedTill(
      (call) => {
        health.isBroken = true;
        return call.endpoint === 'micro_pay' ? 'CONNECTION_LOST' : call.count < 4 ? noSuchOrder : tell(call, 2, ours);
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
    health.isBroken = false;
    till.service.script = (call) => tellRefund(call, 2);
    const { outRefundNo } = refund;
    expect(await till.run(resumeAll(till.payments))).toMatchObject([{ outRefundNo, outcome: { result: 'succeeded' } }]);
    expect(await till.run(resumeAll(till.payments))).toEqual([]);
  });

  test('keeps no cancellation’s end from the caller', async () => {
    const { journal, health } = fragile();
    const till = scriptedTill(
      (call) => {
        if (call.endpoint === 'reverse') health.isBroken = true;
        return call.endpoint === 'reverse' ? { status: 0, reverse: {} } : tell(call, health.isBroken ? 8 : 2);
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

test('after warmUp the record of a payment has the time of acceptance by the clock of the service', async () => {
  const journal = createMemoryJournal();
  await using till = await openTill({ journal });
  await till.payments.warmUp();
  const order = coffee(codes.wechat('0000'));
  await (await till.payments.microPay(order)).result();
  expect((await storedIn(journal, order.outTradeNo))?.record.acceptedAt?.service).toMatchObject({ time: expect.any(Number) });
});
