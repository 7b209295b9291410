import { isDeepStrictEqual } from 'node:util';
import type { ShopInfo } from '@cloudpay/proto';
import type { Clock } from '../../environment/clock.ts';
import type { Random } from '../../environment/random.ts';
import type { Collection } from '../../store/collection.ts';
import { refuseField } from '../refusals/refusal.ts';
import type { Merchant } from './merchant.ts';
import { mergeUpload } from './shop-upload.ts';

/** The merchant's shops with their devices and staff, by their Cloud Pay numbers. */
export class Shops {
  readonly #shops: Collection<ShopInfo>;
  readonly #merchant: Merchant;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(shops: Collection<ShopInfo>, merchant: Merchant, clock: Clock, random: Random) {
    this.#shops = shops;
    this.#merchant = merchant;
    this.#clock = clock;
    this.#random = random;
    if (shops.size === 0) this.reset();
  }

  get(outShopId: string): ShopInfo | undefined {
    return this.#shops.get(outShopId);
  }

  values(): Iterable<ShopInfo> {
    return this.#shops.values();
  }

  /** @throws Refusal naming the field with the unknown number */
  check(wirePath: string, outShopId: string | undefined): ShopInfo {
    const shop = outShopId === undefined ? undefined : this.#shops.get(outShopId);
    if (shop === undefined) throw refuseField(wirePath, 'a known shop');
    return shop;
  }

  /** Adds shops, and changes those whose `shopId` exists. */
  addOrChange(sent: readonly ShopInfo[]): void {
    const byShopId = this.#byShopId();
    for (const shop of sent) this.#keep(this.#uploaded(byShopId.get(shop.shopId), shop));
  }

  /** Replaces all shops. Shops that are not sent are deleted, with their devices and staff. */
  replaceAll(sent: readonly ShopInfo[]): void {
    const byShopId = this.#byShopId();
    const shops = sent.map((shop) => this.#uploaded(byShopId.get(shop.shopId), shop));
    this.#shops.clear();
    for (const shop of shops) this.#keep(shop);
  }

  reset(): void {
    this.#shops.clear();
    const now = this.#clock.seconds();
    for (const shop of this.#merchant.shops())
      this.#keep({ ...standard, ...madeByTheService(shop.outShopId as string, now), ...shop });
  }

  #keep(shop: ShopInfo): void {
    this.#shops.set(shop.outShopId as string, shop);
  }

  #byShopId(): ReadonlyMap<string | undefined, ShopInfo> {
    return new Map(Array.from(this.#shops.values(), (shop) => [shop.shopId, shop]));
  }

  #uploaded(kept: ShopInfo | undefined, sent: ShopInfo): ShopInfo {
    const now = this.#clock.seconds();
    if (kept === undefined) {
      const outShopId = `sz01${this.#random.text(16)}`;
      return { ...standard, ...mergeUpload(undefined, sent), ...madeByTheService(outShopId, now) };
    }
    const shop = mergeUpload(kept, sent);
    return isDeepStrictEqual(shop, kept) ? kept : { ...shop, updateTime: now };
  }
}

/** Default values of a shop. */
const standard: ShopInfo = { feeType: 'CNY' };

function madeByTheService(outShopId: string, now: number): ShopInfo {
  return { outShopId, outShopIdUrl: `https://sandbox.invalid/shop/${outShopId}`, createTime: now, updateTime: now };
}
