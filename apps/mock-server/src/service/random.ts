import { randomInt } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The sandbox's chance: log ids, nonces and the platforms' own numbers. With a seed, the same at every run. Makes no secrets. */
export class Random {
  readonly #next: () => number;

  constructor(seed?: number) {
    this.#next = seed === undefined ? () => randomInt(2 ** 32) : mulberry32(seed);
  }

  /** From 0 to 2^32 − 1. */
  uint32(): number {
    return this.#next();
  }

  /** Letters and digits. */
  text(length: number): string {
    return Array.from({ length }, () => letters[this.#next() % letters.length]).join('');
  }

  digits(length: number): string {
    return Array.from({ length }, () => this.#next() % 10).join('');
  }
}

/** A small generator of 32-bit numbers with an even spread: enough for a sandbox that must repeat itself. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
