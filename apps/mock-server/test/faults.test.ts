import { describe, expect, it, vi } from 'vitest';
import { type Fault, type MockServer, startMockServer } from '../src/index.ts';
import { call, control, customersCode, freshNumber, microPay, queryOrder, refundContent, stateIn } from './support/client.ts';

const code = customersCode('wechat', '0000');

async function withServer(test: (server: MockServer, slept: number[]) => Promise<void>) {
  const slept: number[] = [];
  await using server = await startMockServer({ sleep: async (milliseconds) => slept.push(milliseconds) });
  await test(server, slept);
}

// What the client receives, and whether the service has carried out the request.
const kinds: [fault: Fault['fault'], seen: object | RegExp, done: boolean][] = [
  ['status3', { http: 200, authentic: undefined, content: { status: 3 } }, false],
  ['status103', { http: 200, authentic: true, content: { status: 103 } }, true],
  ['drop_before', /socket hang up|ECONNRESET/, false],
  ['drop_after', /socket hang up|ECONNRESET/, true],
  ['wrong_code', { http: 200, authentic: false, content: { status: 0 } }, true],
  ['no_code', { http: 200, authentic: undefined, content: { status: 0 } }, true],
  ['delay', { http: 200, authentic: true, content: { status: 0 } }, true],
  ['hold', /socket hang up|ECONNRESET/, true],
  ['http_500', /is not valid JSON/, false],
  ['garbage', /is not valid JSON/, true],
];

describe.each(['by HTTP', 'by function'])('the injected fault %s', (how) => {
  const inject = async (server: MockServer, fault: Fault) => {
    if (how === 'by function') return server.injectFault(fault);
    const { delayMs, ...rest } = fault;
    const body = { ...rest, ...(delayMs !== undefined && { delay_ms: delayMs }) };
    expect(await control(server.url, 'POST', 'faults', body)).toEqual({ http: 200, json: { ok: true } });
  };

  it.each(kinds)('%s happens once', async (fault, seen, done) => {
    await withServer(async (server) => {
      const outTradeNo = freshNumber();
      await inject(server, { endpoint: 'micro_pay', fault });
      const reply = microPay(server.url, outTradeNo, code);
      if (seen instanceof RegExp) await expect(reply).rejects.toThrow(seen);
      else expect(await reply).toMatchObject(seen);
      expect(server.state().orders).toMatchObject(done ? [{ outTradeNo, paid: true, charges: 1 }] : []);

      expect(stateIn(await microPay(server.url, outTradeNo, code), 'micro_pay')).toBe(2);
      expect(server.state()).toMatchObject({ orders: [{ charges: 1 }], calls: { micro_pay: 2 } });
    });
  });

  it('delays by the requested time', async () => {
    await withServer(async (server, slept) => {
      await inject(server, { endpoint: 'query_order', fault: 'delay', delayMs: 1_234 });
      await queryOrder(server.url, freshNumber());
      expect(slept).toEqual([1_234]);
    });
  });
});

describe('faults', () => {
  it('happen as many times as requested, in order, to their endpoint only', async () => {
    await withServer(async (server) => {
      server.injectFault({ endpoint: 'micro_pay', fault: 'status3', times: 2 });
      server.injectFault({ endpoint: 'micro_pay', fault: 'status103' });
      const outTradeNo = freshNumber();
      expect((await queryOrder(server.url, outTradeNo)).content.status).toBe(104);
      const statuses: number[] = [];
      for (let n = 0; n < 5; n++) statuses.push((await microPay(server.url, outTradeNo, code)).content.status);
      expect(statuses).toEqual([3, 3, 103, 0, 0]);
    });
  });

  it('are removed with times 0, and by a reset', async () => {
    await withServer(async (server) => {
      for (const takeBack of [
        () => server.injectFault({ endpoint: 'micro_pay', fault: 'status3', times: 0 }),
        () => server.reset(),
      ]) {
        server.injectFault({ endpoint: 'micro_pay', fault: 'status3', times: 5 });
        takeBack();
        expect((await microPay(server.url, freshNumber(), code)).content.status).toBe(0);
      }
    });
  });

  it('replace the responses of refused calls too', async () => {
    await withServer(async (server) => {
      server.injectFault({ endpoint: 'refund', fault: 'status103' });
      const reply = await call(server.url, 'refund', refundContent(freshNumber(), freshNumber()));
      expect(reply).toMatchObject({ authentic: true, content: { status: 103 } });
    });
  });

  it('also apply to ping', async () => {
    await withServer(async (server) => {
      server.injectFault({ endpoint: 'ping', fault: 'drop_before' });
      await expect(fetch(`${server.url}/cpay/ping`, { method: 'POST' })).rejects.toThrow();
      server.injectFault({ endpoint: 'ping', fault: 'http_500' });
      expect((await fetch(`${server.url}/cpay/ping`, { method: 'POST' })).status).toBe(500);
      expect((await fetch(`${server.url}/cpay/ping`, { method: 'POST' })).status).toBe(200);
    });
  });

  it("wait on the server's clock", async () => {
    await using server = await startMockServer();
    server.injectFault({ endpoint: 'micro_pay', fault: 'delay', delayMs: 600_000 });
    const late = microPay(server.url, freshNumber(), code);
    await vi.waitFor(() => expect(server.state().calls.micro_pay).toBe(1));
    server.advanceClock(600);
    expect((await late).content.status).toBe(0);
  });

  it.each([
    ['endpoint', { fault: 'status3' }],
    ['endpoint', { endpoint: 'no_such_call', fault: 'status3' }],
    ['endpoint', { endpoint: '__proto__', fault: 'status3' }],
    ['fault', { endpoint: 'refund' }],
    ['fault', { endpoint: 'refund', fault: 'toString' }],
    ['times', { endpoint: 'refund', fault: 'status3', times: -1 }],
    ['times', { endpoint: 'refund', fault: 'status3', times: 'often' }],
    ['delay_ms', { endpoint: 'refund', fault: 'delay', delay_ms: 1.5 }],
  ])('are refused with HTTP 400 naming %s', async (field, body) => {
    await withServer(async (server) => {
      const { http, json } = await control(server.url, 'POST', 'faults', body);
      expect(http).toBe(400);
      expect(json.error).toContain(`${field}:`);
    });
  });
});
