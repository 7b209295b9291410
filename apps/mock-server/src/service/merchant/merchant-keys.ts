import type { KeyObject } from 'node:crypto';

/** The keys that the service checks a merchant's requests with. */
export interface MerchantKeys {
  readonly authenKey: KeyObject;
  /** A function, because making the key takes longer than the rest of the start. */
  publicKey(): KeyObject;
}
