import { describe, expect, test } from 'vitest';
import { KeyedMutex } from '../../src/callbacks/keyed-mutex.ts';
import { TtlSet } from '../../src/callbacks/ttl-set.ts';
import { TestClock } from './helpers/service.ts';

describe('TtlSet', () => {
  test('forgets after its time', () => {
    const clock = new TestClock();
    const recent = new TtlSet(clock, 1_000, 10);
    recent.add('a');
    clock.elapsed = 999;
    expect(recent.has('a')).toBe(true);
    recent.add('a');
    clock.elapsed = 1_998;
    expect(recent.has('a')).toBe(true);
    clock.elapsed = 1_999;
    expect(recent.has('a')).toBe(false);
  });

  test('forgets the oldest beyond its limit', () => {
    const recent = new TtlSet(new TestClock(), 1_000, 3);
    for (const text of ['a', 'b', 'c', 'a', 'd']) recent.add(text);
    expect(['a', 'b', 'c', 'd'].map((text) => recent.has(text))).toEqual([true, false, true, true]);
  });
});

describe('KeyedMutex', () => {
  test('those who want the same go in the order in which they came, whatever comes of it', async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const act =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`);
        await new Promise(setImmediate);
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
      };
    const results = await Promise.allSettled([
      mutex.runExclusive(['x', 'y'], act('first', true)),
      mutex.runExclusive(['y', 'x', 'x'], act('second')),
      mutex.runExclusive(['z'], act('other')),
      mutex.runExclusive(['x'], act('third')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(log.filter((line) => !line.startsWith('other'))).toEqual([
      'first begins',
      'first ends',
      'second begins',
      'second ends',
      'third begins',
      'third ends',
    ]);
    expect(log.indexOf('other begins')).toBeLessThan(log.indexOf('first ends'));
  });
});
