import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { merchant, type ScriptedResponse, startScriptedService } from '@cloudpay/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArgumentError, CloudPayError, createClient, Shops } from '../src/index.ts';
import { chainOf, collect, firstShop, shopsAt, thrownBy } from './helpers/shops.ts';

describe('against the sandbox', () => {
  let server: MockServer;
  let shops: Shops;
  beforeEach(async () => {
    server = await startMockServer();
    shops = shopsAt([server.url]);
  });
  afterEach(async () => {
    await shops.close();
    await server.close();
  });

  it('reads one page', async () => {
    await shops.setShops(chainOf(4));
    const { shopInfos, totalCount } = await shops.queryShops({ pageNum: 2, pageSize: 2 });
    expect(totalCount).toBe(5);
    expect(shopInfos).toMatchObject(chainOf(4).slice(1, 3));
  });

  it('lists all shops on several pages, with devices and staff', async () => {
    await shops.setShops(chainOf(7));
    const listed = await collect(shops.listShops({ pageSize: 3 }));
    expect(listed).toMatchObject([firstShop, ...chainOf(7)]);
    expect(server.state().calls.query_sub_mch_shop_info).toBe(3);
  });

  it('each iteration starts at the first page, and reads each page only when it is needed', async () => {
    await shops.setShops(chainOf(4));
    const list = shops.listShops({ pageSize: 2 });
    for await (const _shop of list) break;
    expect(server.state().calls.query_sub_mch_shop_info).toBe(1);
    expect(await collect(list)).toHaveLength(5);
  });

  it('lists one shop', async () => {
    await shops.setShops(chainOf(2));
    expect(await collect(shops.listShops({ outShopId: merchant.outShopId }))).toMatchObject([firstShop]);
  });

  it('queries the merchant', async () => {
    expect(await shops.querySubMerchant()).toMatchObject([
      { payPlatform: 1, mchId: '1900007941', subMchInfos: [{ subMchId: '1900008341', cloudCashierId: 'sz010002cz' }] },
    ]);
  });

  it('accepts an existing client', async () => {
    const client = createClient({ ...merchant, baseUrls: [server.url] });
    {
      await using own = new Shops(client);
      expect(await collect(own.listShops())).toHaveLength(1);
    }
    expect(client.closed.aborted).toBe(true);
  });

  it('retries what may be retried', async () => {
    for (const fault of ['drop_after', 'status3', 'status103', 'wrong_code', 'no_code', 'http_500', 'garbage'] as const) {
      server.injectFault({ endpoint: 'query_sub_mch_shop_info', fault });
      expect(await collect(shops.listShops())).toHaveLength(1);
    }
  });

  it.each([
    ['pageNum', { pageNum: 0, pageSize: 1 }],
    ['pageSize', { pageNum: 1, pageSize: 1.5 }],
    ['outShopId', { pageNum: 1, pageSize: 1, outShopId: 'x'.repeat(33) }],
  ])('refuses %s before anything is sent', async (field, request) => {
    expect(await thrownBy(shops.queryShops(request))).toMatchObject({ code: 'INVALID_ARGUMENT', field });
    expect(server.state().calls).toEqual({});
  });

  it('refuses a page size at once, not during the iteration', () => {
    for (const pageSize of [0, 1001, Number.NaN]) expect(() => shops.listShops({ pageSize })).toThrow(ArgumentError);
  });

  it('a signal ends the iteration, also between two shops', async () => {
    const controller = new AbortController();
    await shops.setShops(chainOf(2));
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const shop of shops.listShops({}, { signal: controller.signal })) {
        seen.push(shop);
        controller.abort();
      }
    })();
    expect(await thrownBy(reading)).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
    expect(seen).toHaveLength(1);
  });
});

describe('against services that differ from the documents', () => {
  const page = (shop_infos: unknown, total_count?: unknown): ScriptedResponse => ({
    key: 'query_shop_info',
    payload: { shop_infos, total_count },
  });
  const shop = (number: number) => ({ shop_id: `s${number}`, shop_name: 'x', out_shop_id: `out${number}` });
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => shop(from + index));

  async function listFrom(reply: (pageNum: number, pageSize: number) => ScriptedResponse) {
    await using service = await startScriptedService(({ content }) =>
      reply(content.page_num as number, content.page_size as number),
    );
    await using shops = shopsAt([service.url]);
    return (await collect(shops.listShops({ pageSize: 5 }))).map(({ shopId }) => shopId);
  }

  it('pages shorter than requested', async () => {
    const numbers = await listFrom((pageNum) => page(range((pageNum - 1) * 3, Math.min(pageNum * 3, 7)), 7));
    expect(numbers).toEqual(range(0, 7).map(({ shop_id }) => shop_id));
  });

  it.each([undefined, null, 0])('no total (%s)', async (total) => {
    const numbers = await listFrom((pageNum) => page(range((pageNum - 1) * 5, Math.min(pageNum * 5, 7)), total));
    expect(numbers).toHaveLength(7);
  });

  it('no total, and the last page repeated for every later number', async () => {
    expect(await listFrom(() => page(range(0, 5)))).toHaveLength(5);
  });

  it('an empty list, or none', async () => {
    expect(await listFrom(() => page([], 0))).toEqual([]);
    expect(await listFrom(() => page(undefined, 0))).toEqual([]);
  });

  it('a shop that appears again because another was added before it', async () => {
    const numbers = await listFrom((pageNum) => (pageNum === 1 ? page(range(1, 6), 6) : page(range(5, 7), 7)));
    expect(numbers).toEqual(['s1', 's2', 's3', 's4', 's5', 's6']);
  });

  it('repeated pages below a total that is never reached', async () => {
    const error = await thrownBy(listFrom(() => page(range(0, 5), 100)));
    expect(error).toBeInstanceOf(CloudPayError);
    expect(error).toMatchObject({ code: 'UNREADABLE_RESPONSE' });
  });

  it('a success without a payload is not an empty list', async () => {
    const error = await thrownBy(listFrom(() => ({ key: 'something_else', payload: {} })));
    expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
  });

  it('fields and numbers of a newer service are kept', async () => {
    const odd = { ...shop(1), shop_id: 432, colour: 'red', device_infos: [{ device_id: 1, device_type: 77 }] };
    await using service = await startScriptedService(() => page([odd], 1));
    await using shops = shopsAt([service.url]);
    const [listed] = await collect(shops.listShops());
    expect(listed).toMatchObject({ shopId: '432', deviceInfos: [{ deviceId: '1', deviceType: 77 }] });
  });

  it('a refusal', async () => {
    const content = { status: 104, description: '无权限', log_id: 7, internal_status: 1 };
    expect(await thrownBy(listFrom(() => ({ content })))).toMatchObject({ code: 'SERVICE_REFUSED', status: 104, logId: '7' });
  });
});
