// What any store must do: an adapter for another database that fails one of these loses orders, or charges twice. It needs no test framework.
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import type { ClaimRequest, JournalRecord, JournalStore, JournalWrite, Written } from './store.ts';

export type { JournalStore } from './store.ts';

/** An empty store, and the processes that use it. */
export interface StoreUnderTest {
  /** Opens the store, as one more process does. */
  open(): Promise<JournalStore>;
  /** Ends the process of a store object without closing it. */
  kill(store: JournalStore): Promise<void>;
  /** Lets so many milliseconds pass, for all processes. */
  pass(ms: number): Promise<void>;
}

/** One check. It throws when the store does not do what its name says. */
export interface StoreCheck {
  readonly name: string;
  run(store: StoreUnderTest): Promise<void>;
}

const merchant = 'sz01KzuCUOmw8yjtPite';
const another = 'sz01anotherMerchant00';
const everything: ClaimRequest = { merchants: [merchant, another], limit: 1_000, live: [] };

const order = (outTradeNo: string, more: Partial<JournalRecord> = {}): JournalRecord => ({
  outTradeNo,
  outSubMchId: merchant,
  state: 'undecided',
  ...more,
});
const keyOf = (number: string, outSubMchId = merchant) => ({ outSubMchId, number });

function put(store: JournalStore, record: JournalRecord, version = 0, hold: JournalWrite['hold'] = 'keep'): Promise<Written> {
  const isUndecided = record.state === 'undecided' || record.cancellation !== undefined;
  return store.write({ record, version, isUndecided, hold });
}

const numbers = (stored: readonly { readonly record: JournalRecord }[]) => stored.map(({ record }) => record.outTradeNo);

async function claimed(store: JournalStore, more: Partial<ClaimRequest> = {}): Promise<string[]> {
  return numbers(await store.claim({ ...everything, ...more }));
}

const waiting = (store: JournalStore) => store.heldElsewhere(everything).then(numbers);

/** Claims again and again, as `resume` does, for as long as it may take until a dead process is known to be dead. */
async function claimedInTime(world: StoreUnderTest, store: JournalStore): Promise<string[]> {
  const all: string[] = [];
  for (let look = 0; look < 10; look += 1) {
    all.push(...(await claimed(store, { live: all.map((number) => keyOf(number)) })));
    await world.pass(1_000);
  }
  return all;
}

/** Writes that come in different milliseconds. */
async function inOrder(store: JournalStore, ...records: readonly JournalRecord[]): Promise<void> {
  for (const record of records) {
    await put(store, record);
    const written = Date.now();
    while (Date.now() === written) await new Promise(setImmediate);
  }
}

const checks: Readonly<Record<string, (world: StoreUnderTest) => Promise<void>>> = {
  async 'knows nothing at first'({ open }) {
    const store = await open();
    strictEqual(await store.read(keyOf('a')), undefined);
    deepStrictEqual(await claimed(store), []);
    deepStrictEqual(await waiting(store), []);
  },

  async 'keeps a record as it was written, all of it'({ open }) {
    const store = await open();
    const whole: JournalRecord = {
      outTradeNo: '单号-1',
      outSubMchId: merchant,
      state: 'undecided',
      tradeType: 1,
      payPlatform: 2,
      totalFee: 2 ** 31 - 1,
      deviceId: "82'4",
      machineNo: 'till "1" \\ \u0001 ✅ \u2028',
      acceptedAt: { local: 1_790_000_000_000, service: { host: 'https://pay.example', time: 1_790_000_000_123.5 } },
      sends: { count: 2, lastAt: { local: 1 } },
      isKnown: true,
      isTied: true,
      codeHmac: 'x'.repeat(43),
      watch: { needed: 90_000, done: 0.5 },
      cancellation: { sends: { count: 1, lastAt: { local: 1 } } },
      isGivenUp: true,
      hasRefusedDuplicate: true,
      refunds: [{ outRefundNo: 'r1', refundFee: 1, state: 'undecided', sends: { count: 1, lastAt: { local: 2 } } }],
    };
    deepStrictEqual(await put(store, whole), { written: true, version: 1 });
    deepStrictEqual(await store.read(keyOf('单号-1')), { record: whole, version: 1, held: 'free' });
  },

  async 'inserts without a read, and tells what is there already'({ open }) {
    const [one, other] = [await open(), await open()];
    deepStrictEqual(await put(one, order('a', { totalFee: 1 }), 0, 'take'), { written: true, version: 1 });
    const current = { record: order('a', { totalFee: 1 }), version: 1 };
    deepStrictEqual(await put(one, order('a')), { written: false, current: { ...current, held: 'here' } });
    deepStrictEqual(await put(other, order('a')), { written: false, current: { ...current, held: 'elsewhere' } });
  },

  async 'writes when the version is the one that was read'({ open }) {
    const store = await open();
    await put(store, order('a'));
    deepStrictEqual(await put(store, order('a', { state: 'paid' }), 1), { written: true, version: 2 });
    deepStrictEqual(await store.read(keyOf('a')), { record: order('a', { state: 'paid' }), version: 2, held: 'free' });
  },

  async 'writes nothing when the version is another one'({ open }) {
    const store = await open();
    await put(store, order('a'));
    const current = { record: order('a'), version: 1, held: 'free' as const };
    for (const version of [0, 2, 7]) {
      deepStrictEqual(await put(store, order('a', { state: 'paid' }), version, 'take'), { written: false, current });
    }
    deepStrictEqual(await store.read(keyOf('a')), current);
    deepStrictEqual(await claimed(store), ['a']);
  },

  async 'writes nothing for a version that nobody can have read'({ open }) {
    const store = await open();
    deepStrictEqual(await put(store, order('a'), 1, 'take'), { written: false, current: undefined });
    strictEqual(await store.read(keyOf('a')), undefined);
    deepStrictEqual(await claimed(store), []);
  },

  async 'lets one of many writers win, whichever processes they are in'({ open }) {
    const stores = [await open(), await open(), await open()];
    for (const version of [0, 1]) {
      const writes = Array.from({ length: 21 }, (_, at) =>
        put(stores[at % 3] as JournalStore, order('a', { totalFee: at }), version),
      );
      const results = await Promise.all(writes);
      const winners = results.flatMap((result, at) => (result.written ? [at] : []));
      strictEqual(winners.length, 1);
      const stored = await stores[0]?.read(keyOf('a'));
      deepStrictEqual(stored, { record: order('a', { totalFee: winners[0] as number }), version: version + 1, held: 'free' });
      for (const result of results) if (!result.written) deepStrictEqual(result.current, stored);
    }
  },

  async 'loses no count, however many add to it at once'({ open }) {
    const stores = [await open(), await open()];
    const add = async (_: unknown, at: number) => {
      const store = stores[at % 2] as JournalStore;
      for (;;) {
        const stored = await store.read(keyOf('a'));
        const totalFee = (stored?.record.totalFee ?? 0) + 1;
        if ((await put(store, order('a', { totalFee }), stored?.version ?? 0)).written) return;
      }
    };
    await Promise.all(Array.from({ length: 12 }, add));
    deepStrictEqual(await stores[1]?.read(keyOf('a')), { record: order('a', { totalFee: 12 }), version: 12, held: 'free' });
  },

  async 'tells numbers and merchants apart that look alike'({ open }) {
    const store = await open();
    const names = ['a', 'A', 'a ', ' a', 'a%', 'a_', "a'", 'a"', 'á', 'a\u0301', 'ａ', '1', '01', '1.0', '1e0', '[]', '😀'];
    const alike = names.flatMap((name) => [merchant, another].map((outSubMchId) => ({ name, outSubMchId })));
    for (const { name, outSubMchId } of alike) {
      ok((await put(store, order(name, { outSubMchId, deviceId: `${name} of ${outSubMchId}` }))).written);
    }
    for (const { name, outSubMchId } of alike) {
      strictEqual((await store.read(keyOf(name, outSubMchId)))?.record.deviceId, `${name} of ${outSubMchId}`);
    }
    strictEqual((await claimed(store)).length, alike.length);
  },

  async 'holds a record for the process that takes it, until that one lets go'({ open }) {
    const [one, other] = [await open(), await open()];
    const held = async () => [(await one.read(keyOf('a')))?.held, (await other.read(keyOf('a')))?.held];
    await put(one, order('a'), 0, 'take');
    deepStrictEqual(await held(), ['here', 'elsewhere']);
    await put(one, order('a'), 1, 'keep');
    await put(other, order('a'), 2, 'keep');
    deepStrictEqual(await held(), ['here', 'elsewhere']);
    await put(other, order('a'), 3, 'take');
    deepStrictEqual(await held(), ['elsewhere', 'here']);
    await put(other, order('a'), 4, 'release');
    deepStrictEqual(await held(), ['free', 'free']);
    await put(one, order('a'), 5, 'keep');
    deepStrictEqual(await held(), ['free', 'free']);
  },

  async 'claims what is undecided and free, and holds it'({ open }) {
    const [one, other] = [await open(), await open()];
    await put(one, order('open'));
    await put(one, order('decided', { state: 'paid' }));
    await put(one, order('held'), 0, 'take');
    const [stored, ...more] = await other.claim(everything);
    deepStrictEqual([stored, more], [{ record: order('open'), version: 2, held: 'here' }, []]);
    deepStrictEqual(await other.read(keyOf('open')), stored);
    strictEqual((await one.read(keyOf('open')))?.held, 'elsewhere');
    // Who read it before the claim writes nothing any more.
    strictEqual((await put(one, order('open', { state: 'failed' }), 1)).written, false);
    deepStrictEqual([await waiting(one), await waiting(other)], [['open'], ['held']]);
  },

  async 'claims what this process holds and does not work on, and leaves alone what it works on'({ open }) {
    const store = await open();
    for (const name of ['orphan', 'live']) await put(store, order(name), 0, 'take');
    await put(store, order('live', { outSubMchId: another }), 0, 'take');
    const live = [keyOf('live')];
    const orphans = await store.claim({ ...everything, live });
    deepStrictEqual(orphans.map(({ record }) => `${record.outTradeNo} of ${record.outSubMchId}`).sort(), [
      `live of ${another}`,
      `orphan of ${merchant}`,
    ]);
    deepStrictEqual(await waiting(store), []);
    deepStrictEqual(await claimed(store, { live: [...live, keyOf('live', another), keyOf('orphan')] }), []);
  },

  async 'claims no more than was asked for, the oldest first'({ open }) {
    const store = await open();
    await inOrder(store, order('c'), order('a'), order('d'), order('b'));
    await put(store, order('c', { totalFee: 1 }), 1);
    deepStrictEqual(await claimed(store, { limit: 2 }), ['c', 'a']);
    deepStrictEqual(await claimed(store, { limit: 1, live: [keyOf('c'), keyOf('a')] }), ['d']);
    deepStrictEqual(await claimed(store, { limit: 9 }), ['c', 'a', 'd', 'b']);
  },

  async 'claims beyond what others hold'({ open }) {
    const [one, other] = [await open(), await open()];
    for (let at = 0; at < 20; at += 1) await put(one, order(`held${at}`), 0, 'take');
    await inOrder(one, order('free'));
    deepStrictEqual(await claimed(other, { limit: 1 }), ['free']);
    deepStrictEqual((await other.heldElsewhere({ merchants: [merchant], limit: 3 })).length, 3);
  },

  async 'claims for the merchants that were asked for'({ open }) {
    const store = await open();
    await put(store, order('a'));
    await put(store, order('a', { outSubMchId: another }));
    const theirs = await store.claim({ ...everything, merchants: [another] });
    deepStrictEqual(
      theirs.map(({ record }) => record.outSubMchId),
      [another],
    );
    strictEqual((await store.read(keyOf('a')))?.held, 'free');
    deepStrictEqual(await store.claim({ ...everything, merchants: [] }), []);
  },

  async 'finds again what became undecided again'({ open }) {
    const store = await open();
    await put(store, order('a'));
    await put(store, order('a', { state: 'paid' }), 1);
    deepStrictEqual(await claimed(store), []);
    await put(store, order('a', { state: 'paid', cancellation: { sends: { count: 1, lastAt: { local: 1 } } } }), 2);
    deepStrictEqual(await claimed(store), ['a']);
  },

  async 'never hands one record to two who claim at once'({ open }) {
    const stores = [await open(), await open(), await open()];
    for (let at = 0; at < 60; at += 1) await put(stores[0] as JournalStore, order(`n${at}`));
    const claims = await Promise.all(stores.map((store) => claimed(store, { limit: 30 })));
    ok(claims.every(({ length }) => length <= 30));
    strictEqual(claims.flat().length, 60);
    strictEqual(new Set(claims.flat()).size, 60);
  },

  async 'leaves the records of a process that lives to it'(world) {
    const [one, other] = [await world.open(), await world.open()];
    await put(one, order('a'), 0, 'take');
    deepStrictEqual(await claimedInTime(world, other), []);
    deepStrictEqual(await waiting(other), ['a']);
  },

  async 'frees the records of a process that died'(world) {
    const [victim, other] = [await world.open(), await world.open()];
    await put(victim, order('a'), 0, 'take');
    await put(victim, order('settled', { state: 'paid' }), 0, 'take');
    await world.kill(victim);
    deepStrictEqual(await claimedInTime(world, other), ['a']);
    deepStrictEqual([await waiting(other), (await other.read(keyOf('a')))?.held], [[], 'here']);
    // The dead one is not as dead as it seemed: it writes nothing over what another one has taken.
    strictEqual((await put(victim, order('a', { state: 'failed' }), 1)).written, false);
  },

  async 'hands the records of a dead process to one of those who wait for them'(world) {
    const [victim, one, other] = [await world.open(), await world.open(), await world.open()];
    for (let at = 0; at < 20; at += 1) await put(victim, order(`n${at}`), 0, 'take');
    await world.kill(victim);
    const claims = await Promise.all([one, other].map((store) => claimedInTime(world, store)));
    strictEqual(claims.flat().length, 20);
    strictEqual(new Set(claims.flat()).size, 20);
  },

  async 'finishes its writes before it closes, and lets go of what it held'({ open }) {
    const [one, other] = [await open(), await open()];
    const writes = Promise.all(['a', 'b', 'c'].map((name) => put(one, order(name), 0, 'take')));
    // Twice at once is once: `await using` closes what is closed by hand.
    await Promise.all([one.close(), one.close()]);
    await one.close();
    deepStrictEqual(
      (await writes).map(({ written }) => written),
      [true, true, true],
    );
    deepStrictEqual((await claimed(other)).sort(), ['a', 'b', 'c']);
  },
};

/** The checks of a store, each with an empty one of its own. */
export const storeChecks: readonly StoreCheck[] = Object.entries(checks).map(([name, run]) => ({ name, run }));
