import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { type ScriptedResponse, startScriptedService } from '@cloudpay/test-kit';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ArgumentError, type CallEvent, type ShopInfo, type Shops } from '../src/index.ts';
import { chainOf, collect, firstShop, shopIdsAt, shopsAt, thrownBy } from './helpers/shops.ts';

let server: MockServer;
let shops: Shops;
let events: CallEvent[];
beforeEach(async () => {
  server = await startMockServer();
  events = [];
  shops = shopsAt([server.url], { onEvent: (event) => events.push(event) });
});
afterEach(async () => {
  await shops.close();
  await server.close();
});

const staff = { staffId: '1301', staffName: '张三', shopManager: true };
const device = { deviceId: 'd1', deviceName: '前台' };
const second: ShopInfo = { shopId: '433', shopName: '二店', phone: '1', deviceInfos: [device], staffInfos: [staff] };

describe('setShops', () => {
  it('adds and changes shops, deletes none, and returns all', async () => {
    const { shops: all } = await shops.setShops([second]);
    expect(all).toMatchObject([firstShop, second]);
    await shops.setShops([{ shopId: '432', shopName: '旗舰店' }]);
    expect(server.state().shops).toMatchObject([{ shopId: '432', shopName: '旗舰店' }, second]);
    // The missing field is unchanged.
    expect(server.state().shops[0]?.staffInfos).toHaveLength(2);
  });

  it('an empty field is cleared', async () => {
    await shops.setShops([second]);
    await shops.setShops([{ shopId: '433', shopName: '二店', phone: '', staffInfos: [] }]);
    expect(server.state().shops[1]).toMatchObject({ shopId: '433', deviceInfos: [device], staffInfos: [] });
    expect(server.state().shops[1]).not.toHaveProperty('phone');
  });

  it('a listing can be changed and sent back', async () => {
    await shops.setShops([second]);
    const listed = await collect(shops.listShops());
    const before = server.state().shops;
    await shops.setShops(listed);
    expect(server.state().shops).toEqual(before);
  });

  it('1,000 shops are sent in several requests, each well below 1 MiB, and listed correctly', async () => {
    const chain = chainOf(1_000);
    const { shops: all } = await shops.setShops(chain);
    const uploads = events.filter(({ type, endpoint }) => type === 'request' && endpoint === 'set_sub_mch_shop_info');
    const sizes = uploads.map((event) => (event as { bytes: number }).bytes);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(300 * 1024);
    expect(all).toHaveLength(1_001);
    expect(await collect(shops.listShops())).toMatchObject([firstShop, ...chain]);
  });

  it.each<[string, unknown]>([
    ['shopInfos', []],
    ['shopInfos', undefined],
    ['shopInfos', { shopId: '1', shopName: 'x' }],
    ['shopInfos[0]', [null]],
    ['shopInfos[0].shopId', [{ shopName: 'x' }]],
    ['shopInfos[0].shopId', [{ shopId: 432, shopName: 'x' }]],
    ['shopInfos[3].shopName', [...chainOf(3), { shopId: '1', shopName: '店'.repeat(33) }]],
    ['shopInfos[1].shopName', [second, { shopId: '1', shopName: '' }]],
    ['shopInfos[0].adress', [{ ...second, adress: 'x' }]],
    ['shopInfos[0].longitude', [{ ...second, longitude: 114.05 }]],
    ['shopInfos[0].staffInfos[1].staffName', [{ ...second, staffInfos: [staff, { staffId: '1' }] }]],
    ['shopInfos[0].deviceInfos[0].remark', [{ ...second, deviceInfos: [{ ...device, remark: 'x'.repeat(65) }] }]],
    ['shopInfos[0].deviceInfos', [{ ...second, deviceInfos: device }]],
    ['shopInfos[2].shopId', [second, firstShop, second]],
    ['shopInfos[0].deviceInfos[1].deviceId', [{ ...second, deviceInfos: [device, device] }]],
    ['shopInfos[0].staffInfos[1].staffId', [{ ...second, staffInfos: [staff, { ...staff, staffName: '李四' }] }]],
  ])('refuses %s before anything is sent', async (field, wanted) => {
    for (const method of ['setShops', 'replaceAllShops', 'diffShops'] as const) {
      const error = await thrownBy(shops[method](wanted as ShopInfo[]));
      expect(error).toBeInstanceOf(ArgumentError);
      expect(error).toMatchObject({ field, outcome: 'failed' });
    }
    expect(server.state().calls).toEqual({});
  });

  it('limits count characters, not UTF-16 units', async () => {
    await shops.setShops([{ shopId: '1', shopName: '🏪'.repeat(32) }]);
    expect(shopIdsAt(server)).toContain('1');
  });

  it('retries what may be retried', async () => {
    for (const fault of ['drop_before', 'drop_after', 'status3', 'status103', 'wrong_code', 'no_code', 'garbage'] as const) {
      server.injectFault({ endpoint: 'set_sub_mch_shop_info', fault });
      await shops.setShops([{ shopId: fault, shopName: fault }]);
      expect(shopIdsAt(server)).toContain(fault);
    }
  });

  it('a lost response has an unknown outcome', async () => {
    server.injectFault({ endpoint: 'set_sub_mch_shop_info', fault: 'drop_after', times: 100 });
    expect(await thrownBy(shops.setShops([second]))).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
  });
});

describe('against services that differ from the documents', () => {
  const shop = { shop_id: '433', shop_name: '二店' };
  const answering = async (payload: object, key = 'set_shop_info') => {
    await using service = await startScriptedService((): ScriptedResponse => ({ key, payload }));
    await using client = shopsAt([service.url]);
    return (await client.setShops([second])).shops;
  };

  it.each([
    ['set_shop_infos', { set_shop_infos: [shop] }],
    ['shop_infos', { shop_infos: [shop] }],
    ['shop_infos beside an empty set_shop_infos', { set_shop_infos: [], shop_infos: [shop] }],
  ])('reads %s', async (_name, payload) => {
    expect(await answering(payload)).toMatchObject([{ shopId: '433', shopName: '二店' }]);
  });

  it('returns no list if the service sent none', async () => {
    expect(await answering({})).toBeUndefined();
    expect(await answering({ set_shop_infos: [] })).toEqual([]);
    const another = await thrownBy(answering({ set_shop_infos: [shop] }, 'query_shop_info'));
    expect(another).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
  });

  it('a refusal of a later request has an unknown outcome, and says how many shops were sent', async () => {
    const refusal = { content: { status: 104, description: '门店过多', internal_status: 1 } };
    await using service = await startScriptedService((_call, count) =>
      count < 3 ? { key: 'set_shop_info', payload: {} } : refusal,
    );
    await using client = shopsAt([service.url]);
    const error = await thrownBy(client.setShops(chainOf(1_000)));
    const sent = service.received.slice(0, 2).flatMap(({ content }) => content.shop_infos as unknown[]);
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', outcome: 'unknown', status: 104 });
    expect((error as Error).message).toContain(`the first ${sent.length} shops were set`);
    expect(service.received.every(({ content }) => content.is_all === false)).toBe(true);
  });

  it('one timeout applies to all requests', async () => {
    await using service = await startScriptedService(() => 'hang');
    await using client = shopsAt([service.url]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const thrown = thrownBy(client.setShops(chainOf(1_000), { timeout: 50 }));
    while (service.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(50);
    expect(await thrown).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(service.received).toHaveLength(1);
  });
});
