import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Pause, TimerHeap } from '../../src/wait/timer-heap.ts';
import { MachineClock, SimulatedTime } from '../simulation/time.ts';

/** A clock that counts the sleeps under way, and may wake a little early, as timers do. */
class CountingClock extends MachineClock {
  sleeps = 0;
  readonly #early: number;

  constructor(time: SimulatedTime, early = 0) {
    super(time);
    this.#early = early;
  }

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeps += 1;
    try {
      await super.sleep(Math.max(0, ms - this.#early), signal);
    } finally {
      this.sleeps -= 1;
    }
  }
}

/** Something done to the pauses at a moment: one is started, or one of those started is ended early. */
const event = fc.record({
  at: fc.nat(500),
  does: fc.oneof(fc.record({ start: fc.nat(500) }), fc.record({ end: fc.nat(100) })),
});

test('each pause is over at its time, or when it is ended, on one sleep of the clock', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 60 }), async (events) => {
      const time = new SimulatedTime();
      const clock = new CountingClock(time);
      const pauses = new TimerHeap(clock);
      const started: { pause: Pause; due: number; overAt?: number }[] = [];
      for (const { at, does } of events) {
        time.after(at, () => {
          if ('start' in does) {
            const entry: (typeof started)[number] = { pause: pauses.start(does.start), due: at + does.start };
            entry.pause.over.then(() => {
              entry.overAt = time.elapsed;
            });
            started.push(entry);
          } else {
            const entry = started[does.end % started.length];
            if (entry === undefined) return;
            const wasUnderWay = pauses.end(entry.pause);
            expect(wasUnderWay).toBe(entry.overAt === undefined && entry.due >= at);
            if (wasUnderWay) entry.due = at;
          }
        });
      }
      let mostSleeps = 0;
      for (let moment = 0; moment <= 1_000; moment += 1) {
        await time.runUntil(time.sleep(1));
        mostSleeps = Math.max(mostSleeps, clock.sleeps);
      }
      expect(started.map(({ overAt }) => overAt)).toEqual(started.map(({ due }) => due));
      expect(mostSleeps).toBeLessThanOrEqual(1);
      expect(clock.sleeps).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test('a clock that wakes early does not make a pause longer, nor go round in circles', async () => {
  const time = new SimulatedTime();
  const pauses = new TimerHeap(new CountingClock(time, 1));
  const started = [10, 10, 11, 30].map((ms) => pauses.start(ms));
  await time.runUntil(Promise.all(started.map(({ over }) => over)));
  expect(time.elapsed).toBe(29);
});

test('when the last is ended no sleep is left, which would keep the process', async () => {
  const clock = new CountingClock(new SimulatedTime());
  const pauses = new TimerHeap(clock);
  const started = [10_000, 20_000].map((ms) => pauses.start(ms));
  expect(started.map((pause) => pauses.end(pause))).toEqual([true, true]);
  await Promise.all(started.map(({ over }) => over));
  expect(clock.sleeps).toBe(0);
  expect(pauses.end(started[0] as Pause)).toBe(false);
});
