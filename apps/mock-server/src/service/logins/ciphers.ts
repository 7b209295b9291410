import type { Random } from '../../environment/random.ts';
import type { Collection } from '../../store/collection.ts';
import type { Merchant } from '../merchant/merchant.ts';

const keysKey = 'keys';
const keyBytes = 16;

/** The keys of tills' encrypted configurations: AES-128, in Base64. A permitted login returns them. */
export class Ciphers {
  readonly #kept: Collection<readonly string[]>;
  readonly #merchant: Merchant;
  readonly #random: Random;

  constructor(kept: Collection<readonly string[]>, merchant: Merchant, random: Random) {
    this.#kept = kept;
    this.#merchant = merchant;
    this.#random = random;
  }

  /** The current key first, then the older ones that files may still use. */
  keys(): readonly string[] {
    return this.#kept.get(keysKey) ?? this.#merchant.configurationKeys();
  }

  /**
   * Makes a new current key.
   *
   * @param withdraw whether to stop handing out the older keys
   */
  rotate(withdraw: boolean): void {
    const made = this.#random.bytes(keyBytes).toString('base64');
    this.#kept.set(keysKey, withdraw ? [made] : [made, ...this.keys()]);
  }

  reset(): void {
    this.#kept.clear();
  }
}
