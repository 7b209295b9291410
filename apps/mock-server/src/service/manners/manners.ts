import type { Random } from '../../environment/random.ts';
import { rewriteCarelessly } from './careless.ts';

/**
 * How the service writes values that decide nothing. `exact` echoes every byte. `careless` rewrites them as other systems
 * do. `terminals` rewrites them only as far as official terminals can read the response: types and the size of a `log_id`
 * stay.
 */
export type Manner = 'exact' | 'careless' | 'terminals';

type Payload = Readonly<Record<string, unknown>>;

/**
 * The current manner of responses and callbacks. It never affects amounts, states and numbers. It is not kept across a
 * restart.
 */
export class Manners {
  readonly #usual: Manner;
  readonly #random: Random;
  /** A separate generator: the numbers of the exact manner must not depend on earlier careless responses. */
  readonly #carelessRandom: Random;
  #manner: Manner;

  /** @param usual the manner at the start and after a reset */
  constructor(usual: Manner, random: Random) {
    this.#usual = usual;
    this.#manner = usual;
    this.#random = random;
    this.#carelessRandom = random.fork('manner');
  }

  get manner(): Manner {
    return this.#manner;
  }

  change(manner: Manner): void {
    this.#manner = manner;
  }

  reset(): void {
    this.#manner = this.#usual;
  }

  /** The digits of a new `log_id`: 32 bits, or above 2^53 in the careless manner. */
  logId(): string {
    const low = this.#random.uint32();
    if (this.#manner !== 'careless') return String(low);
    // From 2^62 to 2^63 − 1.
    return String(2n ** 62n + BigInt(low) * 2n ** 30n + BigInt(this.#carelessRandom.uint32() >>> 2));
  }

  /** Rewrites a payload, or the content of a callback, in the current manner. The value is snake_case JSON. */
  rewrite(payload: Payload): Payload {
    return this.#manner === 'exact' ? payload : rewriteCarelessly(payload, this.#carelessRandom, this.#manner === 'terminals');
  }
}
