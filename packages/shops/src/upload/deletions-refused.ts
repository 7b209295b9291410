import { CloudPayError, type ErrorOutcome } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';

const brand = Symbol.for('@cloudpay/DeletionsRefusedError');

/** The message lists at most this many shops. */
const maxListed = 5;

/**
 * A replacement would delete shops that the caller did not allow to be deleted. Its code is `REFUSED_LOCALLY`. Nothing was sent, unless
 * `outcome` is `unknown`: then an earlier request of this replacement got no response, and it may have deleted shops that were allowed.
 */
export class DeletionsRefusedError extends CloudPayError {
  override readonly name = 'DeletionsRefusedError';
  /** 门店编号: the merchant's own numbers of these shops, or the Cloud Pay number of a shop without one. */
  readonly shopIds: readonly string[];

  constructor(shops: readonly ShopInfo[], outcome: ErrorOutcome = 'failed') {
    const shopIds = shops.map(({ shopId, outShopId }) => shopId ?? outShopId ?? '?');
    const list = shopIds.slice(0, maxListed).join(', ') + (shopIds.length > maxListed ? ', …' : '');
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

  /** Works across copies of the package (ESM beside CJS). */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
