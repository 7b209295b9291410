import type { Random } from '../../environment/random.ts';
import { carelessly } from './careless.ts';

/**
 * How the service treats what it does not decide by. `exact`: it echoes every byte. `careless`: it rewrites, as real systems do. `terminals`: it
 * rewrites as far as official terminals can read it, so types and the size of a `log_id` stay.
 */
export type Manner = 'exact' | 'careless' | 'terminals';

type Payload = Readonly<Record<string, unknown>>;

/** The manner that answers and callbacks are written in. It never touches what money depends on. Not kept across a restart. */
export class Manners {
  readonly #usual: Manner;
  readonly #random: Random;
  /** Of its own: what the exact manner says does not depend on what the careless one has said before. */
  readonly #chance: Random;
  #manner: Manner;

  /** @param usual the manner at the start, and after a reset */
  constructor(usual: Manner, random: Random) {
    this.#usual = usual;
    this.#manner = usual;
    this.#random = random;
    this.#chance = random.fork('manner');
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

  /** The digits of a new `log_id`: of 32 bits or, in the careless manner, above 2^53. */
  logId(): string {
    const low = this.#random.uint32();
    if (this.#manner !== 'careless') return String(low);
    // From 2^62 to 2^63 − 1.
    return String(2n ** 62n + BigInt(low) * 2n ** 30n + BigInt(this.#chance.uint32() >>> 2));
  }

  /** A payload, or the content of a callback, as the service writes it: wire JSON. */
  rewrite(payload: Payload): Payload {
    return this.#manner === 'exact' ? payload : carelessly(payload, this.#chance, this.#manner === 'terminals');
  }
}
