import { createHash, randomInt } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The sandbox's random numbers: log ids, nonces, tokens, keys and the platforms' order numbers. With a seed they are the
 * same at every run. Without one they are secure.
 */
export class Random {
  readonly #seed: number | undefined;
  readonly #next: () => number;

  constructor(seed?: number) {
    this.#seed = seed;
    this.#next = seed === undefined ? () => randomInt(2 ** 32) : mulberry32(seed);
  }

  /** Whether the numbers are the same at every run. */
  get isSeeded(): boolean {
    return this.#seed !== undefined;
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

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.#next() >>> 24));
  }

  /** Makes a separate generator for one purpose. Its numbers do not depend on how many this one has produced. */
  fork(purpose: string): Random {
    if (this.#seed === undefined) return this;
    return new Random(createHash('sha256').update(`${this.#seed}/${purpose}`).digest().readUInt32BE());
  }
}

/** A small, evenly distributed generator of 32-bit numbers. It is repeatable, but not secure. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
