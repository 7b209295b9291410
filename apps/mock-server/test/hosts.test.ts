import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { control, customersCode, freshNumber, microPay, queryOrder, stateIn } from './support/client.ts';

let server: MockServer;
beforeEach(async () => {
  server = await startMockServer({ hosts: 4 });
});
afterEach(() => server.close());

const code = customersCode('wechat', '0000');
const pay = (index: number, outTradeNo = freshNumber()) => microPay(server.urls[index] as string, outTradeNo, code);

describe('several hosts', () => {
  it('serve the same state', async () => {
    expect(new Set(server.urls).size).toBe(4);
    expect(server.urls[0]).toBe(server.url);
    expect(server.configuration.baseUrls).toEqual(server.urls);
    const outTradeNo = freshNumber();
    await pay(0, outTradeNo);
    for (const url of server.urls) expect(stateIn(await queryOrder(url, outTradeNo), 'query_order')).toBe(2);
    expect(server.state().calls).toEqual({ micro_pay: 1, query_order: 4 });
  });

  it('use consecutive ports, if the first is given', async () => {
    for (;;) {
      const found = await startMockServer();
      const port = Number(new URL(found.url).port);
      await found.close();
      try {
        await using several = await startMockServer({ port, hosts: 3 });
        expect(several.urls).toEqual([0, 1, 2].map((index) => `http://127.0.0.1:${port + index}`));
        return;
      } catch (error) {
        // Another program has taken one of them in the meantime.
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
  });

  it('release their ports if one of them cannot listen', async () => {
    const port = Number(new URL(server.urls[3] as string).port);
    await expect(startMockServer({ port, hosts: 2 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each([0, -1, 1.5, Number.NaN])('cannot be %d', async (hosts) => {
    await expect(startMockServer({ hosts })).rejects.toThrow('hosts: expected a whole number from 1');
  });
});

describe.each(['by HTTP', 'by function'])('a host fails and is repaired (%s)', (how) => {
  const fail = async (index: number, fault: Parameters<MockServer['failHost']>[1]) => {
    if (how === 'by function') return server.failHost(index, fault);
    const { fault: kind, delayMs } = fault;
    // Through the last host, because one that is down receives no calls.
    const body = { fault: kind, ...(delayMs !== undefined && { delay_ms: delayMs }) };
    expect((await control(server.urls[3] as string, 'POST', `hosts/${index}`, body)).http).toBe(200);
  };
  const faults = async () => {
    if (how === 'by function') return server.hosts().map(({ fault }) => fault);
    const { hosts } = (await control(server.urls[3] as string, 'GET', 'hosts')).json as { hosts: { fault: string }[] };
    return hosts.map(({ fault }) => fault);
  };

  it('down: connections are refused, and open ones are closed', async () => {
    const { hostname, port } = new URL(server.url);
    const kept = connect(Number(port), hostname);
    kept.on('error', () => {});
    await once(kept, 'connect');
    await fail(0, { fault: 'down' });
    await text(kept);
    await expect(pay(0)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await faults()).toEqual(['down', 'none', 'none', 'none']);
    expect((await pay(1)).content.status).toBe(0);
    await fail(0, { fault: 'down' });
    await fail(0, { fault: 'none' });
    expect((await pay(0)).content.status).toBe(0);
    expect(server.hosts()[0]?.url).toBe(server.url);
  });

  it('hang: calls are received but not carried out, and cut off when the host is repaired', async () => {
    await fail(1, { fault: 'hang' });
    const held = pay(1).catch((error) => error.code);
    expect(await Promise.race([held, pay(0).then(() => 'still held')])).toBe('still held');
    await fail(1, { fault: 'none' });
    expect(await held).toBe('ECONNRESET');
    expect(server.state().orders).toHaveLength(1);
  });

  it('garbage: another web server answers, and nothing is carried out', async () => {
    await fail(2, { fault: 'garbage' });
    await expect(pay(2)).rejects.toThrow(/is not valid JSON/);
    const ping = await fetch(`${server.urls[2]}/cpay/ping`, { method: 'POST' });
    expect(ping.headers.get('content-type')).toMatch('text/html');
    expect(server.state().orders).toEqual([]);
  });

  it('slow: calls are carried out late', async () => {
    await fail(2, { fault: 'slow', delayMs: 3_600_000 });
    const late = pay(2);
    await pay(0);
    expect(server.state().orders).toHaveLength(1);
    server.advanceClock(3600);
    expect((await late).content.status).toBe(0);
    expect(server.state().orders).toHaveLength(2);
  });

  it('still answers the control API, unless it is down', async () => {
    for (const fault of ['hang', 'garbage', 'slow'] as const) {
      await fail(1, { fault });
      expect((await control(server.urls[1] as string, 'GET', 'state')).http).toBe(200);
      expect((await control(server.urls[1] as string, 'POST', 'hosts/1', { fault: 'none' })).http).toBe(200);
    }
    expect((await pay(1)).content.status).toBe(0);
  });
});

describe('hosts', () => {
  it.each([
    ['9', { fault: 'down' }, 404, 'no such host'],
    ['x', { fault: 'down' }, 404, 'no such host'],
    ['0', {}, 400, 'fault: expected a value'],
    ['0', { fault: 'on fire' }, 400, 'fault: expected one of none, down, hang, garbage, slow'],
    ['0', { fault: 'slow', delay_ms: -1 }, 400, 'delay_ms: expected at least 0'],
  ])('refuse the fault of host %s: %j', async (index, fault, http, error) => {
    expect(await control(server.url, 'POST', `hosts/${index}`, fault)).toEqual({ http, json: { error } });
  });

  it('are repaired by a reset', async () => {
    await Promise.all(server.urls.map((_, index) => server.failHost(index, { fault: 'down' })));
    await server.reset();
    for (const index of [0, 1, 2, 3]) expect((await pay(index)).content.status).toBe(0);
  });

  it('close with the server, whatever their fault', async () => {
    await server.failHost(0, { fault: 'down' });
    await server.failHost(1, { fault: 'hang' });
    await server.failHost(2, { fault: 'slow', delayMs: 3_600_000 });
    const calls = [1, 2].map((index) => pay(index).catch((error) => error.code));
    // The earlier requests were sent before this one, so they have arrived when it is answered.
    await pay(3);
    await server.close();
    expect(await Promise.all(calls)).toEqual(['ECONNRESET', 'ECONNRESET']);
  });
});

describe('close', () => {
  it('lets a late response finish within the given time', async () => {
    server.injectFault({ endpoint: 'micro_pay', fault: 'delay', delayMs: 200 });
    const late = pay(0);
    while (server.state().calls.micro_pay !== 1) await new Promise(setImmediate);
    await server.close({ within: 60_000 });
    expect(await late).toMatchObject({ content: { status: 0 }, headers: { connection: 'close' } });
    await expect(pay(1)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('cuts it off after that time', async () => {
    server.injectFault({ endpoint: 'micro_pay', fault: 'delay', delayMs: 3_600_000 });
    const late = pay(0).catch((error) => error.code);
    while (server.state().calls.micro_pay !== 1) await new Promise(setImmediate);
    await server.close({ within: 20 });
    expect(await late).toBe('ECONNRESET');
  });
});
