import type { ShopInfo, StaffInfo } from '@cloudpay/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shopsDiff } from '../src/diff/shops-diff.ts';
import { planReplacement } from '../src/upload/plan-replacement.ts';

const id: fc.Arbitrary<string> = fc.constantFrom('1', '2', '3', '4', '5');
const text = fc.constantFrom(undefined, '', 'a', 'b');
const flag = fc.constantFrom(undefined, true, false);
const staff: fc.Arbitrary<StaffInfo> = fc.record({
  staffId: id,
  staffName: fc.constantFrom('a', 'b'),
  remark: text,
  refundAuth: flag,
});
const staffInfos = fc.option(fc.uniqueArray(staff, { selector: ({ staffId }) => staffId }), { nil: undefined });
const wantedShop: fc.Arbitrary<ShopInfo> = fc
  .record({
    shopId: id,
    shopName: fc.constantFrom('a', 'b'),
    phone: text,
    feeType: fc.constantFrom(undefined, 'CNY'),
    staffInfos,
  })
  .map(defined);
const wantedShops = fc.uniqueArray(wantedShop, { selector: ({ shopId }) => shopId, minLength: 1 });
/** The service may hold any shops: with a repeated number, or without one. */
const currentShops = fc.array(fc.tuple(wantedShop, fc.boolean())).map((shops) =>
  shops.map(([shop, isNumbered], index): ShopInfo => {
    const { shopId, ...rest } = shop;
    return { ...rest, ...(isNumbered && { shopId }), outShopId: `out${index}`, createTime: index };
  }),
);

function defined<T extends object>(value: T): T {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([name, item]) => [name, Array.isArray(item) ? item.map(defined) : item])) as T;
}

const all = <T>(lists: readonly (readonly T[])[]) => lists.flat();

describe('the diff', () => {
  it('contains each shop of the service once, and each wanted one once', () => {
    fc.assert(
      fc.property(currentShops, wantedShops, (current, wanted) => {
        const { added, changed, deleted, unchanged } = shopsDiff(current, wanted);
        const kept = [...changed.map(({ before }) => before), ...unchanged];
        expect(new Set([...kept, ...deleted])).toEqual(new Set(current));
        expect(kept.length + deleted.length).toBe(current.length);
        const numbers = [...added, ...kept].map(({ shopId }) => shopId);
        expect([...numbers].sort()).toEqual(wanted.map(({ shopId }) => shopId).sort());
      }),
    );
  });

  it('never deletes all shops with a wanted number, and always deletes those with other numbers', () => {
    fc.assert(
      fc.property(currentShops, wantedShops, (current, wanted) => {
        const numbers = new Set(wanted.map(({ shopId }) => shopId));
        const { changed, deleted, unchanged } = shopsDiff(current, wanted);
        const kept = new Set([...changed.map(({ before }) => before), ...unchanged].map(({ shopId }) => shopId));
        for (const { shopId } of current) expect(kept.has(shopId)).toBe(numbers.has(shopId));
        for (const shop of current) if (!numbers.has(shop.shopId)) expect(deleted).toContain(shop);
      }),
    );
  });

  it('lists the differences, and applying them leaves none', () => {
    fc.assert(
      fc.property(currentShops, wantedShops, (current, wanted) => {
        const diff = shopsDiff(current, wanted);
        for (const { before, after, fields } of diff.changed) {
          expect(fields.length).toBeGreaterThan(0);
          for (const change of fields) expect(change.before).not.toEqual(change.after);
          expect(after.outShopId).toBe(before.outShopId);
        }
        const then = all([diff.added, diff.changed.map(({ after }) => after), diff.unchanged]);
        expect(shopsDiff(then, wanted)).toMatchObject({ added: [], changed: [], deleted: [] });
      }),
    );
  });

  it('missing fields keep their values', () => {
    fc.assert(
      fc.property(currentShops, wantedShops, (current, wanted) => {
        for (const { before, after } of shopsDiff(current, wanted).changed) {
          const shop = wanted.find(({ shopId }) => shopId === before.shopId) as ShopInfo;
          if (shop.phone === undefined) expect(after.phone).toBe(before.phone);
          if (shop.staffInfos === undefined) expect(after.staffInfos).toBe(before.staffInfos);
          else expect(after.staffInfos?.map(({ staffId }) => staffId)).toEqual(shop.staffInfos.map(({ staffId }) => staffId));
        }
      }),
    );
  });

  it('the order of staff does not matter', () => {
    fc.assert(
      fc.property(wantedShop, (shop) => {
        const turned = { ...shop, ...(shop.staffInfos && { staffInfos: [...shop.staffInfos].reverse() }) };
        expect(shopsDiff([shop], [turned]).changed).toEqual([]);
      }),
    );
  });

  it('names fields of devices and staff by their ids', () => {
    const before: ShopInfo = {
      shopId: '1',
      deviceInfos: [{ deviceId: 'd', deviceName: 'old', snCode: 'SN', bindStatus: 1 }],
      staffInfos: [
        { staffId: 'a', staffName: 'A', refundAuth: true },
        { staffId: 'b', staffName: 'B' },
      ],
    };
    const wanted: ShopInfo = {
      shopId: '1',
      deviceInfos: [{ deviceId: 'd', deviceName: 'new' }],
      staffInfos: [
        { staffId: 'c', staffName: 'C' },
        { staffId: 'a', staffName: 'A', refundAuth: false },
      ],
    };
    expect(shopsDiff([before], [wanted]).changed[0]?.fields).toEqual([
      { field: 'deviceInfos[d].deviceName', before: 'old', after: 'new' },
      { field: 'staffInfos[c]', before: undefined, after: { staffId: 'c', staffName: 'C' } },
      { field: 'staffInfos[a].refundAuth', before: true, after: undefined },
      { field: 'staffInfos[b]', before: { staffId: 'b', staffName: 'B' }, after: undefined },
    ]);
  });
});

describe('the plan', () => {
  const permission = fc.array(id);

  it('deletes only allowed shops, and uses is_all only for a deletion', () => {
    fc.assert(
      fc.property(currentShops, wantedShops, permission, (current, wanted, mayDelete) => {
        const diff = shopsDiff(current, wanted);
        const { step, shops } = planReplacement(diff, wanted, mayDelete);
        const isPermitted = diff.deleted.every(({ shopId }) => shopId !== undefined && mayDelete.includes(shopId));
        if (step === 'replace') expect(isPermitted && diff.deleted.length > 0).toBe(true);
        if (step === 'refuse') expect(isPermitted).toBe(false);
        if (step === 'set') expect(diff.deleted).toEqual([]);
        if (step === 'replace') expect(shops.map(({ shopId }) => shopId)).toEqual(wanted.map(({ shopId }) => shopId));
      }),
    );
  });

  it('a shop of a diff allows only its own deletion', () => {
    const old: ShopInfo = { shopId: '1', shopName: 'x', outShopId: 'old' };
    const wanted: ShopInfo[] = [{ shopId: '2', shopName: 'y' }];
    const step = (current: ShopInfo, permitted: ShopInfo) =>
      planReplacement(shopsDiff([current], wanted), wanted, [permitted]).step;
    expect(step(old, old)).toBe('replace');
    expect(step({ ...old, outShopId: 'new' }, old)).toBe('refuse');
    expect(step(old, { shopId: '1', shopName: 'x' })).toBe('replace');
  });
});
