import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalStore } from '../../packages/payments/src/index.ts';
import { importSdk } from './sdk.ts';
import { merchant } from './setting.ts';
import { median } from './statistics.ts';

/** A shop whose service never decides a payment, with a journal in a file. */
async function openShop(folder: string) {
  const { Payments, openFileJournal } = await importSdk(folder);
  const path = join(folder, `journal-${Math.random().toString(36).slice(2)}.db`);
  const transport = { post: () => new Promise<never>(() => undefined), close: () => undefined };
  const journal = await openFileJournal(path);
  const payments = new Payments({ ...merchant, deviceId: '824', authenKey: 'a key', transport, journal });
  let number = 0;
  const accept = () => {
    const outTradeNo = `sz010002cz${String(++number).padStart(12, '0')}`;
    return payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 1, body: 'coffee' });
  };
  return { accept, journal, [Symbol.dispose]: () => ['', '-wal', '-shm'].map((end) => rmSync(path + end, { force: true })) };
}

/**
 * Measures the milliseconds of one durable acceptance, the speed-up of 64 concurrent ones, and the time of the disk for
 * writing one page. Concurrent acceptances share the disk writes but not the CPU time. It measures both the journal's part
 * alone and the whole call, which also checks, encodes and sends a request.
 */
export async function measureAcceptance(folder: string, quick: boolean) {
  using shop = await openShop(folder);
  await shop.accept();
  const [number = ''] = await shop.journal.undecided();
  const { record } = (await shop.journal.read(number)) ?? {};
  if (record === undefined) throw new Error('the acceptance is not in the journal');
  let copies = 0;
  const recorded = async () => {
    const copy = { ...record, outTradeNo: `sz010002cz7${String(++copies).padStart(11, '0')}` };
    if ((await shop.journal.read(copy.outTradeNo)) !== undefined) throw new Error('a number was used twice');
    if (!(await shop.journal.write(copy, 0, true))) throw new Error('an acceptance was not written');
  };
  const rounds = quick ? 8 : 15;
  const inJournal = await measureLift(recorded, rounds);
  return { ...(await measureLift(shop.accept, rounds)), liftInJournal: inJournal.lift, disk: await diskWrite(folder) };
}

/** The median time of one acceptance at a time, in milliseconds, and how much higher the rate of 64 concurrent ones is. */
async function measureLift(accept: () => Promise<unknown>, rounds: number) {
  const alone: number[] = [];
  const lifts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const times: number[] = [];
    for (let order = 0; order < 32; order += 1) {
      const start = performance.now();
      await accept();
      times.push(performance.now() - start);
    }
    const start = performance.now();
    for (let group = 0; group < 4; group += 1) await Promise.all(Array.from({ length: 64 }, accept));
    const together = (performance.now() - start) / 256;
    // The first rounds are a warm-up.
    if (round < 3) continue;
    alone.push(...times);
    lifts.push(times.reduce((sum, time) => sum + time, 0) / times.length / together);
  }
  return { milliseconds: median(alone), lift: median(lifts) };
}

async function diskWrite(folder: string): Promise<number> {
  const path = join(folder, 'page');
  const file = openSync(path, 'a');
  const page = Buffer.alloc(4_096);
  const milliseconds = await times(64, async () => {
    writeSync(file, page);
    fdatasyncSync(file);
  });
  closeSync(file);
  rmSync(path);
  return milliseconds;
}

/** The number of undecided orders for `resume`. */
const undecided = 256;

/**
 * Measures the milliseconds of an acceptance, of reading one record, and of claiming one undecided order in `resume`, in
 * journals of these sizes.
 */
export async function measureGrowth(folder: string, sizes: readonly number[]) {
  using shop = await openShop(folder);
  const rows: { orders: number; acceptance: number; read: number; claim: number }[] = [];
  let held = 0;
  for (const orders of sizes) {
    for (; held < orders; held += 1_000) {
      const batch = Array.from({ length: 1_000 }, (_, index) => ({
        outTradeNo: `sz010002cz9${String(held + index).padStart(11, '0')}`,
        state: 'paid' as const,
        totalFee: 1,
      }));
      await Promise.all(batch.map((record) => shop.journal.write(record, 0, false)));
    }
    const acceptance = await times(64, shop.accept);
    const read = await times(1_000, () =>
      shop.journal.read(`sz010002cz9${String(Math.floor(Math.random() * held)).padStart(11, '0')}`),
    );
    rows.push({ orders, acceptance, read, claim: await claimAll(folder, shop.journal, orders) });
  }
  return rows;
}

/** The start of a till after a crash: all undecided orders are claimed before the first query is sent. */
async function claimAll(folder: string, journal: JournalStore, run: number): Promise<number> {
  const numbers = Array.from({ length: undecided }, (_, index) => `sz010002cz8-${run}-${index}`);
  const write = (state: 'undecided' | 'paid') =>
    numbers.map(async (outTradeNo) => {
      const version = (await journal.read(outTradeNo))?.version ?? 0;
      await journal.write({ outTradeNo, state, totalFee: 1 }, version, state === 'undecided');
    });
  await Promise.all(write('undecided'));
  const { Payments } = await importSdk(folder);
  const asked = Promise.withResolvers<void>();
  const transport = {
    async post({ url }: { url: string }): Promise<string> {
      if (url.endsWith('/query_order')) asked.resolve();
      throw new Error('nobody answers');
    },
    close: () => undefined,
  };
  // It is not closed, because that would close the journal.
  const payments = new Payments({ ...merchant, deviceId: '824', authenKey: 'a key', transport, journal });
  const stop = new AbortController();
  const start = performance.now();
  const resumed = payments.resume({ signal: stop.signal }).next();
  resumed.catch(() => undefined);
  await asked.promise;
  const milliseconds = performance.now() - start;
  stop.abort();
  await resumed.catch(() => undefined);
  const held = await Promise.all(numbers.map((number) => journal.read(number)));
  await Promise.all(write('paid'));
  if (!held.every((stored) => (stored?.version ?? 0) >= 2)) throw new Error('the first question left before all was claimed');
  return milliseconds / undecided;
}

async function times(count: number, action: () => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const start = performance.now();
    await action();
    all.push(performance.now() - start);
  }
  return median(all);
}
