import { describe, expect, it } from 'vitest';
import { startMockServer } from '../src/index.ts';
import {
  call,
  customersCode,
  freshNumber,
  microPay,
  microPayContent,
  payMchKey,
  queryContent,
  queryOrder,
  refundContent,
  scanCodeContent,
  stateIn,
} from './support/client.ts';
import { makeMerchant } from './support/merchants.ts';

describe('servers', () => {
  it('run side by side by the hundred, and share nothing', { timeout: 60_000 }, async () => {
    const servers = await Promise.all(Array.from({ length: 200 }, () => startMockServer()));
    expect(new Set(servers.map(({ url }) => url)).size).toBe(200);
    const outTradeNo = freshNumber();
    await Promise.all(
      servers.map(({ url }, index) => microPay(url, outTradeNo, customersCode('wechat', index % 2 === 0 ? '0000' : '0010'))),
    );
    for (const [index, server] of servers.entries()) {
      expect(stateIn(await queryOrder(server.url, outTradeNo), 'query_order')).toBe(index % 2 === 0 ? 2 : 9);
      server.advanceClock(index);
      expect(server.state()).toMatchObject({ orders: [{ outTradeNo }], calls: { micro_pay: 1, query_order: 1 } });
    }
    await Promise.all(servers.map((server) => server.close()));
  });

  it('repeat their random values with the same seed and clock, keys and tokens included', async () => {
    const run = async (seed: number) => {
      await using server = await startMockServer({ seed, now: () => 1_568_810_077_000, merchants: [makeMerchant()] });
      const said: unknown[] = [];
      const say = async (endpoint: string, content: object) => said.push((await call(server.url, endpoint, content)).body);
      const { out_sub_mch_id, out_shop_id } = payMchKey;
      await say('micro_pay', microPayContent('sz010002cz0000000001', customersCode('wechat', '0000')));
      await say('scan_code_pay', scanCodeContent('sz010002cz0000000002'));
      await say('refund', refundContent('sz010002cz0000000001', 'sz010002cz0000000003'));
      await say('client_initialize', { out_sub_mch_id, out_shop_id, authorize_terminal_type: 1 });
      await say('set_sub_mch_shop_info', {
        ...{ ...payMchKey, pay_platform: undefined, out_shop_id: undefined },
        is_all: false,
        shop_infos: [{ shop_id: '9', shop_name: 'new' }],
        nonce_str: 'x',
      });
      server.rotateCiphers();
      for (const { privateKey } of server.merchants) said.push(privateKey);
      said.push(server.state());
      await say('query_order', queryContent('sz010002cz0000000002'));
      return said;
    };
    const said = await run(7);
    expect(said).toEqual(await run(7));
    // All values are random except the states.
    for (const [index, other] of (await run(8)).entries()) expect(said[index]).not.toEqual(other);
  });

  it('close at once, although connections are held and waits are pending', async () => {
    const never = (_milliseconds: number, signal: AbortSignal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const server = await startMockServer({ sleep: never });
    const held = microPay(server.url, freshNumber(), customersCode('wechat', '0007')).catch(() => 'cut');
    while (server.state().calls.micro_pay === undefined) await new Promise(setImmediate);
    await server.close();
    expect(await held).toBe('cut');
    await server.close();
  });

  it('refuse a port that is taken', async () => {
    await using server = await startMockServer();
    const port = Number(new URL(server.url).port);
    await expect(startMockServer({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('listen on IPv6 too', async (context) => {
    const server = await startMockServer({ host: '::1' }).catch(() =>
      context.skip('this machine has no IPv6 loopback address'),
    );
    expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await microPay(server.url, freshNumber(), customersCode('wechat', '0000'))).authentic).toBe(true);
    await server.close();
  });
});
