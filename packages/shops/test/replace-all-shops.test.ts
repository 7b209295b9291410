import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { type ReceivedCall, type ScriptedResponse, startScriptedService } from '@cloudpay/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallEvent, CloudPayError, DeletionsRefusedError, type ShopInfo, type Shops } from '../src/index.ts';
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

const uploads = () => server.state().calls.set_sub_mch_shop_info ?? 0;
const second: ShopInfo = { shopId: '433', shopName: '二店', staffInfos: [{ staffId: '1301', staffName: '张三' }] };
const third: ShopInfo = { shopId: '434', shopName: '三店' };

describe('diffShops', () => {
  it('returns what would be added, changed and deleted, and changes nothing', async () => {
    await shops.setShops([second, third]);
    const renamed = { ...second, shopName: '新二店' };
    const before = server.state().shops;
    const diff = await shops.diffShops([renamed, third, { shopId: '435', shopName: '四店' }]);
    expect(diff).toMatchObject({
      added: [{ shopId: '435', shopName: '四店' }],
      changed: [{ before: second, after: renamed, fields: [{ field: 'shopName', before: '二店', after: '新二店' }] }],
      deleted: [{ ...firstShop, outShopId: 'sz011biKxOguirmBqiFR' }],
      unchanged: [third],
    });
    expect(server.state().shops).toEqual(before);
  });

  it('a listing equals itself', async () => {
    await shops.setShops(chainOf(3));
    const diff = await shops.diffShops(await collect(shops.listShops()));
    expect(diff).toMatchObject({ added: [], changed: [], deleted: [] });
    expect(diff.unchanged).toHaveLength(4);
  });
});

describe('replaceAllShops', () => {
  it('refuses to delete, and sends nothing', async () => {
    const error = await thrownBy(shops.replaceAllShops([second]));
    expect(error).toBeInstanceOf(DeletionsRefusedError);
    expect(error).toBeInstanceOf(CloudPayError);
    expect(error).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed', shopIds: ['432'] });
    expect(uploads()).toBe(0);
  });

  it.each<[string, (deleted: readonly ShopInfo[]) => readonly (string | ShopInfo)[]]>([
    ['the deleted shops of a diff', (deleted) => deleted],
    ['numbers', (deleted) => deleted.map(({ shopId }) => shopId as string)],
  ])('deletes allowed shops, given by %s', async (_name, permit) => {
    await shops.setShops([second, third]);
    const wanted = [{ ...second, phone: '1' }];
    const { deleted } = await shops.diffShops(wanted);
    const { diff, shops: all } = await shops.replaceAllShops(wanted, { mayDelete: permit(deleted) });
    expect(shopIdsAt(server)).toEqual(['433']);
    expect(all).toMatchObject(wanted);
    expect(diff).toMatchObject({ added: [], changed: [{ after: wanted[0] }], deleted: [firstShop, third] });
  });

  it('deletes no other shops when they changed between the query and the upload', async () => {
    const { deleted } = await shops.diffShops([second]);
    await shops.setShops([third]);
    const error = await thrownBy(shops.replaceAllShops([second], { mayDelete: deleted }));
    expect(error).toMatchObject({ code: 'REFUSED_LOCALLY', shopIds: ['434'] });
    expect(shopIdsAt(server)).toEqual(['432', '434']);
  });

  it('does not delete a new shop with the number of an allowed one', async () => {
    await shops.setShops([third]);
    const { deleted } = await shops.diffShops([firstShop]);
    await shops.replaceAllShops([firstShop], { mayDelete: deleted });
    await shops.setShops([third]);
    expect(await thrownBy(shops.replaceAllShops([firstShop], { mayDelete: deleted }))).toBeInstanceOf(DeletionsRefusedError);
    expect(shopIdsAt(server)).toEqual(['432', '434']);
  });

  it('without deletions it sends only new and changed shops, in a request that cannot delete', async () => {
    const requests: boolean[] = [];
    await using service = await startScriptedService(({ endpoint, content }) => {
      if (endpoint === 'set_sub_mch_shop_info') requests.push(content.is_all as boolean);
      return forward(content);
    });
    const forward = ({ shop_infos }: ReceivedCall['content']): ScriptedResponse =>
      shop_infos
        ? { key: 'set_shop_info', payload: { shop_infos } }
        : {
            key: 'query_shop_info',
            payload: {
              shop_infos: [
                { shop_id: '1', shop_name: 'a' },
                { shop_id: '2', shop_name: 'b' },
              ],
            },
          };
    await using client = shopsAt([service.url]);
    const wanted = [
      { shopId: '1', shopName: 'a' },
      { shopId: '2', shopName: 'B' },
      { shopId: '3', shopName: 'c' },
    ];
    const { shops: sent } = await client.replaceAllShops(wanted);
    expect(requests).toEqual([false]);
    expect(sent).toEqual(wanted.slice(1));
  });

  it('sends nothing if nothing differs', async () => {
    const { diff, shops: all } = await shops.replaceAllShops([firstShop]);
    expect(diff).toMatchObject({ added: [], changed: [], deleted: [] });
    expect(all).toMatchObject([firstShop]);
    expect(uploads()).toBe(0);
  });

  it('keeps missing fields, staff and devices of the other shops when it deletes one', async () => {
    await shops.setShops([second]);
    await shops.replaceAllShops([firstShop], { mayDelete: ['433'] });
    expect(server.state().shops[0]?.staffInfos?.map(({ staffId }) => staffId)).toEqual(['1206', '1192']);
  });

  it('a member of staff who is not in the list is removed', async () => {
    const staffInfos = [{ staffId: '1206', staffName: '店长' }];
    const { diff } = await shops.replaceAllShops([{ ...firstShop, staffInfos }]);
    expect(diff.changed[0]?.fields).toMatchObject([{ field: 'staffInfos[1192]', after: undefined }]);
    expect(server.state().shops[0]?.staffInfos).toMatchObject([{ staffId: '1206', shopManager: true, refundAuth: true }]);
  });

  it('replaces 1,000 shops in one request below 1 MiB', async () => {
    const chain = chainOf(1_000);
    await shops.replaceAllShops(chain, { mayDelete: ['432'] });
    const [upload] = events.filter(({ type, endpoint }) => type === 'request' && endpoint === 'set_sub_mch_shop_info');
    expect((upload as { bytes: number }).bytes).toBeLessThan(1024 * 1024);
    expect(uploads()).toBe(1);
    expect(await collect(shops.listShops())).toMatchObject(chain);
    expect(await shops.diffShops(chain)).toMatchObject({ added: [], changed: [], deleted: [] });
  });

  it.each(['drop_before', 'drop_after', 'status3', 'status103', 'wrong_code', 'no_code', 'http_500'] as const)(
    'survives %s: looks again before it sends again',
    async (fault) => {
      await shops.setShops([second]);
      server.injectFault({ endpoint: 'set_sub_mch_shop_info', fault });
      const { diff } = await shops.replaceAllShops([second, third], { mayDelete: ['432'] });
      expect(diff).toMatchObject({ added: [third], deleted: [firstShop] });
      expect(shopIdsAt(server)).toEqual(['433', '434']);
    },
  );

  it('a refusal has the outcome failed', async () => {
    const refusal: ScriptedResponse = { content: { status: 104, description: '不可', internal_status: 1 } };
    await using service = await startScriptedService(({ endpoint }) =>
      endpoint.startsWith('query') ? listOf('1', '2') : refusal,
    );
    await using client = shopsAt([service.url]);
    const error = await thrownBy(client.replaceAllShops([{ shopId: '1', shopName: 'x' }], { mayDelete: ['2'] }));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', outcome: 'failed' });
  });

  it('after a lost response any later failure has an unknown outcome', async () => {
    const refusal: ScriptedResponse = { content: { status: 104, description: '不可', internal_status: 1 } };
    const ends: Record<string, (look: number) => ScriptedResponse> = {
      SERVICE_REFUSED: (look) => (look === 1 ? listOf('1', '2') : refusal),
      REFUSED_LOCALLY: (look) => (look === 1 ? listOf('1', '2') : listOf('1', '2', '3')),
      CONNECTION_LOST: () => listOf('1', '2'),
    };
    for (const [code, look] of Object.entries(ends)) {
      let looks = 0;
      await using service = await startScriptedService(({ endpoint }) =>
        endpoint.startsWith('query') ? look(++looks) : 'drop',
      );
      await using client = shopsAt([service.url]);
      const error = await thrownBy(client.replaceAllShops([{ shopId: '1', shopName: 'x' }], { mayDelete: ['2'] }));
      expect(error).toMatchObject({ code, outcome: 'unknown' });
    }
  });

  it('does not delete based on an incomplete list', async () => {
    const replies: Record<string, () => ScriptedResponse> = {
      'fewer shops than told': () => ({ key: 'query_shop_info', payload: { shop_infos: [], total_count: 3 } }),
      'a payload of another name': () => ({ key: 'shops', payload: {} }),
      'a wrong code': () => ({ ...(listOf('1') as { key: string; payload: object }), code: 'wrong' }),
    };
    for (const reply of Object.values(replies)) {
      await using service = await startScriptedService(reply);
      await using client = shopsAt([service.url]);
      const error = await thrownBy(client.replaceAllShops([{ shopId: '1', shopName: 'x' }], { mayDelete: ['2'] }));
      expect(error).toBeInstanceOf(CloudPayError);
      expect(service.received.map(({ endpoint }) => endpoint)).not.toContain('set_sub_mch_shop_info');
    }
  });

  it('reads a list of several pages until two results are equal', async () => {
    const pages: Record<number, ScriptedResponse[]> = {
      // During the first read shop 1 was deleted, so shop 3 moved from the second page to the first and was missed.
      1: [listOf('1', '2'), listOf('2', '3'), listOf('2', '3')].map(outOf(4)),
      2: [listOf('4', '5'), listOf('4', '5'), listOf('4', '5')].map(outOf(4)),
    };
    await using service = await startScriptedService(({ content }) => pages[content.page_num as number]?.shift() ?? 'drop');
    await using client = shopsAt([service.url]);
    const { deleted } = await client.diffShops([{ shopId: '2', shopName: 'x' }]);
    expect(deleted.map(({ shopId }) => shopId)).toEqual(['3', '4', '5']);
  });

  it('reports a list that keeps changing', async () => {
    let number = 0;
    await using service = await startScriptedService(() => outOf(4)(listOf(`${++number}`, `${++number}`)));
    await using client = shopsAt([service.url]);
    expect(await thrownBy(client.diffShops([firstShop]))).toMatchObject({ code: 'SERVICE_UNCERTAIN', outcome: 'failed' });
  });

  it('refuses a mayDelete that is not a list', async () => {
    const options = { mayDelete: '432' as unknown as string[] };
    expect(await thrownBy(shops.replaceAllShops([second], options))).toMatchObject({ field: 'mayDelete' });
  });

  it('a signal ends it', async () => {
    const controller = new AbortController();
    controller.abort();
    const error = await thrownBy(shops.replaceAllShops([second], { mayDelete: ['432'], signal: controller.signal }));
    expect(error).toMatchObject({ code: 'ABORTED' });
    expect(uploads()).toBe(0);
  });
});

function listOf(...shopIds: string[]): ScriptedResponse {
  const shop_infos = shopIds.map((shop_id) => ({ shop_id, shop_name: 'x' }));
  return { key: 'query_shop_info', payload: { shop_infos, total_count: shop_infos.length } };
}

function outOf(total_count: number): (page: ScriptedResponse) => ScriptedResponse {
  return (page) => {
    const { key, payload } = page as { key: string; payload: object };
    return { key, payload: { ...payload, total_count } };
  };
}
