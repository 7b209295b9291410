import { CloudPayError, type ErrorOutcome } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';

const brand = Symbol.for('@cloudpay/DeletionsRefusedError');

/** So many shops stand in the message. */
const named = 5;

/**
 * A replacement would delete shops that the caller has not allowed to be deleted. Its code is `REFUSED_LOCALLY`; nothing was sent, unless
 * `outcome` is `unknown`: then an earlier request of this replacement had no response, and shops that were allowed to go may be gone.
 */
export class DeletionsRefusedError extends CloudPayError {
  override readonly name = 'DeletionsRefusedError';
  /** 门店编号: the merchant's own numbers of those shops; for a shop without one its Cloud Pay number. */
  readonly shopIds: readonly string[];

  constructor(shops: readonly ShopInfo[], outcome: ErrorOutcome = 'failed') {
    const shopIds = shops.map(({ shopId, outShopId }) => shopId ?? outShopId ?? '?');
    const list = shopIds.slice(0, named).join(', ') + (shopIds.length > named ? ', …' : '');
    super(
      `全量上传会删除 ${shops.length} 家未获允许删除的门店 (would delete ${shops.length} shops that may not be deleted): ${list}`,
      {
        code: 'REFUSED_LOCALLY',
        outcome,
      },
    );
    this.shopIds = shopIds;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Holds across copies of the package (ESM beside CJS). */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
