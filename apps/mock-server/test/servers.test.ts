import { describe, expect, it } from 'vitest';
import { startMockServer } from '../src/index.ts';
import { customersCode, freshNumber, microPay, queryOrder, stateIn } from './support/client.ts';

describe('servers', () => {
  it('run side by side and share nothing', async () => {
    const servers = await Promise.all(Array.from({ length: 10 }, () => startMockServer()));
    expect(new Set(servers.map(({ url }) => url)).size).toBe(10);
    const outTradeNo = freshNumber();
    await Promise.all(
      servers.map(({ url }, index) => microPay(url, outTradeNo, customersCode('wechat', index % 2 === 0 ? '0000' : '0010'))),
    );
    for (const [index, { url }] of servers.entries()) {
      expect(stateIn(await queryOrder(url, outTradeNo), 'query_order')).toBe(index % 2 === 0 ? 2 : 9);
    }
    await Promise.all(servers.map((server) => server.close()));
  });

  it('say the same again from the same seed and clock', async () => {
    const run = async () => {
      await using server = await startMockServer({ seed: 7, now: () => 1_568_810_077_000 });
      return (await microPay(server.url, 'sz010002cz0000000001', customersCode('wechat', '0000'))).body;
    };
    expect(await run()).toBe(await run());
  });

  it('close at once, although connections are held and waits are pending', async () => {
    const server = await startMockServer();
    const held = microPay(server.url, freshNumber(), customersCode('wechat', '0007')).catch(() => 'cut');
    while (server.state().calls.micro_pay === undefined) await new Promise(setImmediate);
    const start = Date.now();
    await server.close();
    expect(await held).toBe('cut');
    expect(Date.now() - start).toBeLessThan(500);
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
