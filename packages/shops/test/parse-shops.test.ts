import { describe, expect, it } from 'vitest';
import { ArgumentError, parseShops } from '../src/index.ts';

const shop = { shopId: '433', shopName: '二店', staffInfos: [{ staffId: '1', staffName: '张三' }] };

describe('parseShops', () => {
  it.each<[string, unknown]>([
    ['a list', [shop]],
    ['an object', { $schema: 'x', shopInfos: [shop] }],
    [
      'snake_case',
      { shop_infos: [{ shop_id: '433', shop_name: '二店', staff_infos: [{ staff_id: '1', staff_name: '张三' }] }] },
    ],
    [
      'a listing',
      [{ ...shop, outShopId: 'x', createTime: 1, qrcodeInfos: [], staffInfos: [{ ...shop.staffInfos[0], outStaffId: 'y' }] }],
    ],
  ])('reads %s', (_name, content) => {
    expect(parseShops(content)).toEqual([shop]);
  });

  it.each<[string, unknown, RegExp]>([
    ['shopInfos', null, /list of shops/],
    ['shopInfos', {}, /list of shops/],
    ['shopInfos', 'text', /list of shops/],
    ['shopInfos', [], /empty/],
    ['shops', { shops: [shop] }, /may only contain shopInfos/],
    ['shopInfos[0]', ['x'], /an object/],
    ['shopInfos[1].shopId', [shop, { ...shop, shopId: 432 }], /a string.*quotes/],
    ['shopInfos[1].shopId', [shop, shop], /shopInfos\[0\]/],
    ['shopInfos[0].shop_nam', [{ shop_id: '1', shop_nam: 'x' }], /a field of ShopInfo/],
    ['shopInfos[0].shopName', [{ ...shop, shop_name: 'x' }], /twice/],
    ['shopInfos[0].phone', [{ ...shop, phone: null }], /no value/],
    ['shopInfos[0].staffInfos[0].staffName', [{ ...shop, staffInfos: [{ staffId: '1', staffName: null }] }], /no value/],
    [
      'shopInfos[0].staffInfos[0].shopManager',
      [{ ...shop, staffInfos: [{ ...shop.staffInfos[0], shopManager: 'yes' }] }],
      /true or false/,
    ],
    ['shopInfos[0].__proto__', JSON.parse('[{"shopId":"1","shopName":"x","__proto__":{}}]'), /a field of ShopInfo/],
  ])('names %s in %j', (field, content, message) => {
    const parse = () => parseShops(content);
    expect(parse).toThrow(ArgumentError);
    expect(parse).toThrow(expect.objectContaining({ field, message: expect.stringMatching(message) }));
  });
});
