import type { KeyObject } from 'node:crypto';

/** The keys of a merchant that the service checks requests with. */
export interface MerchantKeys {
  readonly authenKey: KeyObject;
  /** Made when first needed: it costs more than the rest of the start. */
  publicKey(): KeyObject;
}
