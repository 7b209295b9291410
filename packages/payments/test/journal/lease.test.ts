import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createMemoryJournal, type Lease } from '../../src/index.ts';
import { Journal } from '../../src/journal/journal.ts';
import { isHeldByOther, leaseFor, needsRenewal, newOwner } from '../../src/journal/lease.ts';
import { MachineClock, SimulatedTime } from '../simulation/time.ts';

const now = 1_790_000_000_000;
/** Another holder in this very process, which lives as long as the test. */
const living = newOwner();
const me = newOwner();

/** The id of a process that was there and is no more. */
function deadProcess(): number {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return pid;
}

test('a holder has a name that no other has, which tells machine and process', () => {
  expect(me).not.toBe(living);
  expect(me.split('/').slice(0, 2)).toEqual([hostname(), String(process.pid)]);
});

describe('a lease', () => {
  test('keeps others away until it runs out', () => {
    const lease = leaseFor(living, now, 5_000);
    expect(lease.until).toBe(now + 15_000);
    expect(isHeldByOther(lease, me, now)).toBe(true);
    expect(isHeldByOther(lease, me, lease.until - 1)).toBe(true);
    expect(isHeldByOther(lease, me, lease.until)).toBe(false);
    expect(isHeldByOther(lease, me, lease.until + 1_000_000)).toBe(false);
  });

  test('never keeps its holder away, and none keeps nobody away', () => {
    expect(isHeldByOther(leaseFor(me, now, 5_000), me, now)).toBe(false);
    expect(isHeldByOther(undefined, me, now)).toBe(false);
  });

  test('that seems longer than any was written before the clock was set back, and keeps nobody away', () => {
    const lease = leaseFor(living, now, 5_000);
    expect(isHeldByOther(lease, me, now - 3_600_000)).toBe(false);
    expect(isHeldByOther({ owner: living, until: now + 120_000 }, me, now)).toBe(true);
    expect(isHeldByOther({ owner: living, until: now + 120_001 }, me, now)).toBe(false);
  });

  test('of a process of this machine that is no more is over at once', () => {
    const lease = leaseFor(`${hostname()}/${deadProcess()}/x`, now, 5_000);
    expect(isHeldByOther(lease, me, now)).toBe(false);
  });

  test('of a process of this machine that lives is respected', () => {
    expect(isHeldByOther(leaseFor(`${hostname()}/${process.ppid}/x`, now, 5_000), me, now)).toBe(true);
  });

  test('of a process of another machine is respected, whatever runs here', () => {
    expect(isHeldByOther(leaseFor(`another-${hostname()}/${deadProcess()}/x`, now, 5_000), me, now)).toBe(true);
  });

  test.each(['', 'x', 'a/b', `${hostname()}/x/y`])('of a holder that calls itself %j is respected', (owner) => {
    expect(isHeldByOther({ owner, until: now + 10_000 }, me, now)).toBe(true);
  });

  test('is renewed before it can run out during the next pause', () => {
    const lease = leaseFor(me, now, 5_000);
    expect(needsRenewal(lease, now, 5_000)).toBe(false);
    expect(needsRenewal(lease, now + 5_000, 5_000)).toBe(false);
    expect(needsRenewal(lease, now + 5_001, 5_000)).toBe(true);
    expect(needsRenewal(lease, now, 10_001)).toBe(true);
    expect(needsRenewal(undefined, now, 0)).toBe(true);
  });
});

const outSubMchId = 'sz01KzuCUOmw8yjtPite';

describe('the journals of several processes', () => {
  function world() {
    const time = new SimulatedTime();
    const clock = new MachineClock(time);
    const store = createMemoryJournal();
    return { time, clock, store, open: (merchant = outSubMchId) => new Journal(store, clock, merchant) };
  }
  const undecided = (lease: Lease | undefined) => ({ outTradeNo: 'a', state: 'undecided', ...(lease && { lease }) }) as const;

  test('hand a record to one of them', async () => {
    const { store, open } = world();
    await store.write(undecided(undefined), 0, true);
    const results = await Promise.all([open(), open(), open()].map((journal) => journal.claim(5_000)));
    expect(results.map(({ claimed }) => claimed.length).sort()).toEqual([0, 0, 1]);
    expect(results.reduce((sum, { heldByOthers }) => sum + heldByOthers, 0)).toBe(2);
  });

  test('hand it on when its holder lets go, or its lease runs out', async () => {
    const { clock, store, open } = world();
    await store.write(undecided(undefined), 0, true);
    const [one, two, three] = [open(), open(), open()];
    expect((await one.claim(5_000)).claimed).toHaveLength(1);
    expect(await two.claim(5_000)).toEqual({ claimed: [], heldByOthers: 1 });
    await one.release('a');
    expect((await two.claim(5_000)).claimed).toHaveLength(1);
    clock.offset = 14_999;
    expect(await three.claim(5_000)).toEqual({ claimed: [], heldByOthers: 1 });
    clock.offset = 15_000;
    expect((await three.claim(5_000)).claimed).toHaveLength(1);
  });

  test('do not claim what they hold themselves, nor count it as held by others', async () => {
    const { store, open } = world();
    await store.write(undecided(undefined), 0, true);
    const one = open();
    await one.claim(5_000);
    expect(await one.claim(5_000)).toEqual({ claimed: [], heldByOthers: 0 });
  });

  test('of another merchant leave a record alone, whoever holds it', async () => {
    const { store, clock, open } = world();
    const [ours, theirs] = [open(), open('sz01anotherMerchant00')];
    await ours.update('a', () => undecided(ours.lease(5_000)));
    expect((await store.read('a'))?.record.outSubMchId).toBe(outSubMchId);
    expect(await theirs.claim(5_000)).toEqual({ claimed: [], heldByOthers: 0 });
    clock.offset = 60_000;
    expect(await theirs.claim(5_000)).toEqual({ claimed: [], heldByOthers: 0 });
    expect((await open().claim(5_000)).claimed).toHaveLength(1);
  });

  test('hand on the record of a process that died', async () => {
    const { store, open } = world();
    await store.write(undecided({ owner: `${hostname()}/${deadProcess()}/x`, until: now + 60_000 }), 0, true);
    expect((await open().claim(5_000)).claimed).toHaveLength(1);
  });

  test('release and renew nothing that another holds', async () => {
    const { store, clock, open } = world();
    await store.write(undecided(undefined), 0, true);
    const [one, two] = [open(), open()];
    await one.claim(5_000);
    clock.offset = 16_000;
    await two.claim(5_000);
    const held = (await store.read('a'))?.record.lease;
    await one.release('a');
    await one.renew('a', undefined, 5_000);
    expect((await store.read('a'))?.record.lease).toEqual(held);
  });

  test('make a change anew on what a faster one left', async () => {
    const { store, open } = world();
    const journals = Array.from({ length: 10 }, () => open());
    await Promise.all(
      journals.map((journal) =>
        journal.update('a', (record) => ({ outTradeNo: 'a', state: 'undecided', totalFee: (record?.totalFee ?? 0) + 1 })),
      ),
    );
    expect((await store.read('a'))?.record.totalFee).toBe(10);
  });

  test('turn whatever a store throws into JOURNAL_UNAVAILABLE', async () => {
    const broken = async () => {
      throw new Error('the disk is gone');
    };
    const { clock } = world();
    const journal = new Journal({ read: broken, write: broken, undecided: broken, close: broken }, clock, outSubMchId);
    const attempts = [
      journal.read('a'),
      journal.update('a', () => undefined),
      journal.claim(0),
      journal.release('a'),
      journal.close(),
    ];
    for (const attempt of attempts) {
      await expect(attempt).rejects.toMatchObject({
        code: 'JOURNAL_UNAVAILABLE',
        message: expect.stringContaining('the disk is gone'),
      });
    }
  });
});
