import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { call, customersCode, freshNumber, microPay, queryOrder, scanCodeContent } from './support/client.ts';

let server: MockServer;
beforeEach(async () => {
  server = await startMockServer();
});
afterEach(() => server.close());

describe('received', () => {
  it('resolves with a call that was answered earlier, or will be', async () => {
    const [first, second] = [freshNumber(), freshNumber()];
    await queryOrder(server.url, first);
    expect(await server.received('query_order')).toMatchObject({ request: { content: { out_trade_no: first } } });
    const coming = server.received('query_order', 2);
    await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    await queryOrder(server.url, second);
    expect(await coming).toMatchObject({ request: { content: { out_trade_no: second } }, response: { status: 104 } });
  });

  it('resolves before the client has the response', async () => {
    const outTradeNo = freshNumber();
    const order = call(server.url, 'scan_code_pay', scanCodeContent(outTradeNo));
    let hasResponse = false;
    void order.then(() => {
      hasResponse = true;
    });
    await server.received('scan_code_pay');
    expect(hasResponse).toBe(false);
    server.payOrder(outTradeNo);
    await order;
  });

  it('resolves with a call that a hanging host has received', async () => {
    await server.failHost(0, { fault: 'garbage' });
    await queryOrder(server.url, freshNumber()).catch(() => undefined);
    expect(await server.received('query_order')).toMatchObject({ response: undefined, fault: { kind: 'garbage' } });
  });

  it('refuses the name of an unknown call, which would never resolve', async () => {
    await expect(server.received('queryOrder')).rejects.toThrow(/endpoint/);
  });
});

describe('the clock for a client', () => {
  // Only pauses move this clock.
  const now = () => 1_790_000_000_000;

  it("is the sandbox's, and skips each pause", async () => {
    await using still = await startMockServer({ now });
    const before = still.clock.monotonic();
    await still.clock.sleep(3_600_000);
    expect(still.state().clock).toEqual({ nowMs: now() + 3_600_000, advancedSeconds: 3600 });
    expect(still.clock.now()).toBe(now() + 3_600_000);
    expect(still.clock.monotonic() - before).toBe(3_600_000);
  });

  it('never decreases its monotonic time, even at a reset', async () => {
    await server.clock.sleep(60_000);
    const before = server.clock.monotonic();
    await server.reset();
    expect(server.clock.monotonic()).toBeGreaterThanOrEqual(before);
  });

  it('skips two concurrent pauses once', async () => {
    await using still = await startMockServer({ now });
    await Promise.all([still.clock.sleep(5_000), still.clock.sleep(5_000)]);
    expect(still.state().clock.advancedSeconds).toBe(5);
  });

  it('does not move when a pause is aborted', async () => {
    const reason = new Error('closing');
    await expect(server.clock.sleep(5_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const giveUp = new AbortController();
    const pause = server.clock.sleep(5_000, giveUp.signal);
    giveUp.abort(reason);
    await expect(pause).rejects.toBe(reason);
    expect(server.state().clock.advancedSeconds).toBe(0);
  });
});
