import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError, ConfigurationError } from '../../src/base/errors.ts';
import { checkNumber, createOrderNumbers, maxNumberLength, type NumberMark } from '../../src/models/order-number.ts';
import { SimulatedClock } from '../helpers/simulated-clock.ts';
import { thrownBy } from '../helpers/thrown.ts';

const prefixes = ['sz0100lmnx', '01000052'];

/** A mark that survives the process. Loading and saving take `turns` event loop turns. */
function durableMark(turns = 0): NumberMark & { moment: number | undefined } {
  const wait = async () => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  };
  return {
    moment: undefined,
    async load() {
      await wait();
      return this.moment;
    },
    async save(moment) {
      await wait();
      this.moment = moment;
    },
  };
}

function inMakingOrder(numbers: readonly string[]): boolean {
  return numbers.every((number, index) => index === 0 || (numbers[index - 1] as string) < number);
}

describe('createOrderNumbers', () => {
  test.each(prefixes)('with the prefix %s: 32 characters, the prefix, then only digits', async (cloudCashierId) => {
    const number = await createOrderNumbers({ cloudCashierId })();
    expect(number).toHaveLength(maxNumberLength);
    expect(number.startsWith(cloudCashierId)).toBe(true);
    expect(number.slice(cloudCashierId.length)).toMatch(/^\d+$/);
    expect(() => checkNumber(number, 'outTradeNo', [cloudCashierId])).not.toThrow();
  });

  test.each(prefixes)('with the prefix %s: random digits of only zeros or nines keep the length', async (cloudCashierId) => {
    for (const random of [() => 0, (limit: number) => limit - 1]) {
      expect(await createOrderNumbers({ cloudCashierId, random })()).toHaveLength(maxNumberLength);
    }
  });

  test('contains the time at which it was made', async () => {
    const clock = new SimulatedClock();
    const number = await createOrderNumbers({ cloudCashierId: 'sz0100lmnx', clock, random: () => 7 })();
    expect(number).toBe('sz0100lmnx1700000000000000000007');
  });

  test.each([
    '',
    'sz0100lmn',
    'sz0100lmnxy',
    '0100005',
    '010000522',
    'abcdefgh',
    'sz0100lmn-',
    'sz0100lmn ',
    '０１００００５２',
  ])('refuses the prefix %j', (cloudCashierId) => {
    const error = thrownBy(() => createOrderNumbers({ cloudCashierId }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ field: 'cloudCashierId' });
  });

  test('sorts in the order of making, even if the clock is set back', async () => {
    const step = fc.oneof(fc.constant(0), fc.integer({ min: -10_000_000, max: 10_000_000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.constantFrom(...prefixes), async (steps, cloudCashierId) => {
        const clock = new SimulatedClock();
        const next = createOrderNumbers({ cloudCashierId, clock });
        const numbers = [await next()];
        for (const by of steps) {
          clock.set(clock.wall + by);
          numbers.push(await next());
        }
        expect(numbers).toSatisfy(inMakingOrder);
      }),
      { numRuns: 50 },
    );
  });

  test('sorts in the order of making after a restart with the clock set back a year', async () => {
    const clock = new SimulatedClock();
    const mark = durableMark();
    const before = createOrderNumbers({ cloudCashierId: 'sz0100lmnx', clock, mark });
    const numbers = [await before(), await before()];
    clock.set(clock.wall - 365 * 86_400_000);
    const after = createOrderNumbers({ cloudCashierId: 'sz0100lmnx', clock, mark });
    numbers.push(await after(), await after());
    expect(numbers).toSatisfy(inMakingOrder);
  });

  test('the mark is durable before a number is returned', async () => {
    const clock = new SimulatedClock();
    const mark = durableMark(3);
    const number = await createOrderNumbers({ cloudCashierId: 'sz0100lmnx', clock, mark })();
    expect(mark.moment).toBe(Number(number.slice(10, 23)));
  });

  test('returns no number while the mark cannot be saved, and continues when it can', async () => {
    const mark = durableMark();
    const { save } = mark;
    const next = createOrderNumbers({ cloudCashierId: 'sz0100lmnx', mark });
    mark.save = () => Promise.reject(new Error('the disk is full'));
    await expect(next()).rejects.toThrow('the disk is full');
    mark.save = save;
    await expect(next()).resolves.toHaveLength(maxNumberLength);
  });

  test('loads the mark again after a failure: without it a number might be smaller than the last one', async () => {
    const clock = new SimulatedClock();
    const mark = durableMark();
    mark.moment = clock.wall + 1_000_000;
    const { load } = mark;
    const next = createOrderNumbers({ cloudCashierId: 'sz0100lmnx', clock, mark });
    mark.load = () => Promise.reject(new Error('the disk is away'));
    await expect(next()).rejects.toThrow('the disk is away');
    mark.load = load;
    expect(await next()).toMatch(new RegExp(`^sz0100lmnx${clock.wall + 1_000_001}`));
  });

  test('concurrent calls get different numbers, in the order of the calls', async () => {
    const clock = new SimulatedClock();
    // All have the same random digits, so only the time part can differ.
    const next = createOrderNumbers({ cloudCashierId: '01000052', clock, mark: durableMark(5), random: () => 0 });
    const numbers = await Promise.all(Array.from({ length: 20 }, next));
    expect(new Set(numbers).size).toBe(20);
    expect(numbers).toSatisfy(inMakingOrder);
  });

  test.each(prefixes)(
    'with the prefix %s: two devices in the same millisecond make different numbers',
    async (cloudCashierId) => {
      const clock = new SimulatedClock();
      const one = await createOrderNumbers({ cloudCashierId, clock })();
      const other = await createOrderNumbers({ cloudCashierId, clock })();
      const timeEnds = cloudCashierId.length + 13;
      expect(one.slice(0, timeEnds)).toBe(other.slice(0, timeEnds));
      expect(one).not.toBe(other);
    },
  );

  test('every random digit is used', async () => {
    const clock = new SimulatedClock();
    for (const cloudCashierId of prefixes) {
      const seen = Array.from({ length: maxNumberLength - cloudCashierId.length - 13 }, () => new Set<string>());
      for (let round = 0; round < 200; round++) {
        const number = await createOrderNumbers({ cloudCashierId, clock })();
        for (const [index, digits] of seen.entries()) digits.add(number.at(index - seen.length) as string);
      }
      expect(seen.map((digits) => digits.size > 5)).toEqual(seen.map(() => true));
    }
  });

  test('accepts a clock with fractions of milliseconds', async () => {
    const clock = new SimulatedClock();
    clock.set(1_700_000_000_000.25);
    const next = createOrderNumbers({ cloudCashierId: 'sz0100lmnx', clock, random: () => 1 });
    expect(await next()).toBe('sz0100lmnx1700000000000000000001');
    expect(await next()).toBe('sz0100lmnx1700000000001000000001');
  });
});

describe('checkNumber', () => {
  test.each(['sz010002cz11566803216', 'a', 'A_b-c|d*e@9', '1'.repeat(32)])('accepts %s', (number) => {
    expect(() => checkNumber(number, 'outTradeNo')).not.toThrow();
  });

  test.each(['', '1'.repeat(33), '订单1', 'a b', 'a\n', 'a/b', "a'b", undefined, null, 12345])('refuses %j', (number) => {
    const error = thrownBy(() => checkNumber(number as string, 'outRefundNo'));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ field: 'outRefundNo', outcome: 'failed' });
  });

  test("refuses another merchant's number where the prefix is known", () => {
    const prefixes = ['sz0100lmnx', '01000052'];
    for (const own of ['sz0100lmnx1', '010000521']) expect(() => checkNumber(own, 'outTradeNo', prefixes)).not.toThrow();
    expect(thrownBy(() => checkNumber('sz0100lmny1', 'outTradeNo', prefixes))).toMatchObject({ field: 'outTradeNo' });
  });
});
