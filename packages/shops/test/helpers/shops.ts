import type { MockServer } from '@cloudpay/mock-server';
import { instantClock, merchant } from '@cloudpay/test-kit';
import { type ShopInfo, Shops, type ShopsOptions } from '../../src/index.ts';

/** A client of the given services. Its pauses take no time. */
export function shopsAt(baseUrls: readonly string[], options: Partial<ShopsOptions> = {}): Shops {
  return new Shops({ ...merchant, baseUrls, clock: instantClock(), ...options });
}

/** The sandbox's first shop, as a merchant would write it. */
export const firstShop: ShopInfo = { shopId: '432', shopName: '云支付体验店' };

/** The shops of a chain, each with an address, one device and two members of staff. */
export function chainOf(count: number): ShopInfo[] {
  return Array.from({ length: count }, (_, index) => ({
    shopId: `shop-${index}`,
    shopName: `第${index}分店`,
    province: '广东省',
    city: '深圳市',
    district: '南山区',
    address: `科技园路${index}号`,
    phone: '0755-86013388',
    deviceInfos: [{ deviceId: `d${index}`, deviceName: '收银台', deviceType: 3, deviceShiftType: 2 }],
    staffInfos: [
      { staffId: `m${index}`, staffName: '张店长', shopManager: true, refundAuth: true, mobilePhone: '13800138000' },
      { staffId: `s${index}`, staffName: '李店员', shopManager: false, refundAuth: false, mobilePhone: '13900139000' },
    ],
  }));
}

export function shopIdsAt(server: MockServer): (string | undefined)[] {
  return server.state().shops.map(({ shopId }) => shopId);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Returns what a promise rejects with. */
export function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error,
  );
}
