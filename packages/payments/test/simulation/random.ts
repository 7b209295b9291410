/** A stream of random numbers, each from 0 up to 1. */
export type Random = () => number;

/** The stream that a seed determines (mulberry32). */
export function seeded(seed: number): Random {
  let state = (seed * 0x9e37_79b1) >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** True so often in a hundred. */
export function chance(random: Random, percent: number): boolean {
  return random() * 100 < percent;
}

export function between(random: Random, low: number, high: number): number {
  return Math.floor(low + random() * (high - low + 1));
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}
