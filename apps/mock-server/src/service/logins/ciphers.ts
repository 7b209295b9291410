import type { Random } from '../../environment/random.ts';
import type { Collection } from '../../store/collection.ts';
import type { Merchant } from '../merchant/merchant.ts';

const keysKey = 'keys';
const keyBytes = 16;

/** The keys that tills encrypt their configuration with: AES-128, in base64. A permitted login gets them. */
export class Ciphers {
  readonly #kept: Collection<readonly string[]>;
  readonly #merchant: Merchant;
  readonly #random: Random;

  constructor(kept: Collection<readonly string[]>, merchant: Merchant, random: Random) {
    this.#kept = kept;
    this.#merchant = merchant;
    this.#random = random;
  }

  /** The current one first, then those that files may still be encrypted with. */
  keys(): readonly string[] {
    return this.#kept.get(keysKey) ?? this.#merchant.configurationKeys();
  }

  /**
   * A new key becomes the current one.
   *
   * @param withdraw whether the older ones are handed out no more
   */
  rotate(withdraw: boolean): void {
    const made = this.#random.bytes(keyBytes).toString('base64');
    this.#kept.set(keysKey, withdraw ? [made] : [made, ...this.keys()]);
  }

  reset(): void {
    this.#kept.clear();
  }
}
