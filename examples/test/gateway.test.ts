import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Program, run } from './helpers/program.ts';

const token = 'the token of this test';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudpay-gateway-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts the gateway for the merchants of two sandboxes. */
async function startGateway(...sandboxes: MockServer[]) {
  const merchants = sandboxes.map(({ configuration, merchant }, index) => {
    const { baseUrls, ...rest } = configuration;
    const tradeConf = { ...rest, providerAuthenKey: merchant.providerAuthenKey };
    return { id: `shop-${index}`, token: `${token} ${index}`, baseUrls, conf: { tradeConf } };
  });
  const file = join(folder, 'merchants.json');
  writeFileSync(file, JSON.stringify(merchants));
  const gateway = run('gateway', 'start', { MERCHANTS: file, JOURNALS: folder, PORT: '0' });
  const [, url] = await gateway.printed(/Server listening at (http:[^"]+)/);
  const till = (index = 0, key = `${token} ${index}`) => tillOf(`${url}/merchants/shop-${index}`, key);
  return { gateway, till, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}

/** A till that speaks to the gateway. */
function tillOf(url: string, key: string) {
  const ask = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, ...((await response.json()) as object) };
  };
  const newNumber = async () => (await ask('POST', '/order-numbers')).outTradeNo as string;
  return { ask, newNumber, url };
}

const coffee = (lastFour: string) => ({ authorCode: `13452027382538${lastFour}`, totalFee: 1999, body: '咖啡' });

async function end(gateway: Program): Promise<void> {
  gateway.signal('SIGTERM');
  expect(await gateway.ended).toBe(0);
}

describe('the gateway', () => {
  test('takes a payment once, however often the till asks, and refunds it once', async () => {
    await using sandbox = await startMockServer();
    await using started = await startGateway(sandbox);
    const till = started.till();
    const outTradeNo = await till.newNumber();
    const path = `/payments/${outTradeNo}`;
    const begun = await Promise.all([1, 2, 3].map(() => till.ask('PUT', path, coffee('0010'))));
    expect(begun).toMatchObject([{ status: 202 }, { status: 202 }, { status: 202 }]);
    expect(await till.ask('GET', path)).toMatchObject({ status: 202 });
    sandbox.payOrder(outTradeNo);
    expect(await till.ask('GET', `${path}?wait=30`)).toMatchObject({ status: 200, result: 'paid', order: { totalFee: 1999 } });
    expect(await till.ask('PUT', path, coffee('0010'))).toMatchObject({ status: 202 });
    expect(await till.ask('PUT', path, { ...coffee('0010'), totalFee: 1 })).toMatchObject({ status: 409 });
    expect(sandbox.state()).toMatchObject({ orders: [{ charges: 1 }], calls: { micro_pay: 1 } });

    const refund = `${path}/refunds/${await till.newNumber()}`;
    expect(await till.ask('PUT', refund, { refundFee: 100 })).toMatchObject({ status: 202 });
    expect(await till.ask('PUT', refund, { refundFee: 100 })).toMatchObject({ status: 202 });
    await vi.waitFor(async () => expect(await till.ask('GET', refund)).toMatchObject({ result: 'succeeded' }), 10_000);
    expect(await till.ask('PUT', refund, { refundFee: 200 })).toMatchObject({ status: 409 });
    const excess = `${path}/refunds/${await till.newNumber()}`;
    expect(await till.ask('PUT', excess, { refundFee: 1900 })).toMatchObject({ status: 400, error: { field: 'refundFee' } });
    expect(await till.ask('GET', path)).toMatchObject({ result: 'partlyRefunded', remainingFee: 1899 });
    expect(sandbox.state().refunds).toHaveLength(1);
    await end(started.gateway);
  }, 60_000);

  test('keeps merchants apart, and strangers out', async () => {
    await using first = await startMockServer();
    await using second = await startMockServer();
    await using started = await startGateway(first, second);
    const [one, other] = [started.till(0), started.till(1)];
    const path = `/payments/${await one.newNumber()}`;
    await one.ask('PUT', path, coffee('0000'));
    expect(await one.ask('GET', `${path}?wait=30`)).toMatchObject({ result: 'paid' });
    expect(await other.ask('GET', path)).toMatchObject({ result: 'notFound' });
    expect(await started.till(0, `${token} 1`).ask('GET', path)).toMatchObject({ status: 401 });
    expect(started.gateway.output).not.toContain(coffee('0000').authorCode);
    expect(started.gateway.output).not.toContain(first.merchant.authenKey);
    await end(started.gateway);
  }, 60_000);

  test('says what is wrong with a request', async () => {
    await using sandbox = await startMockServer();
    await using started = await startGateway(sandbox);
    const till = started.till();
    const path = `/payments/${await till.newNumber()}`;
    expect(await till.ask('PUT', path, { totalFee: 1 })).toMatchObject({ status: 400 });
    const strange = { ...coffee('0000'), authorCode: '000' };
    expect(await till.ask('PUT', path, strange)).toMatchObject({ status: 400, error: { field: 'authorCode' } });
    // A number whose payment was refused may not be used again.
    expect(await till.ask('PUT', path, coffee('0000'))).toMatchObject({ status: 409 });
    expect(await till.ask('POST', `${path}/cancel`)).toMatchObject({ status: 409, error: { code: 'REFUSED_LOCALLY' } });
    await end(started.gateway);
  }, 60_000);

  test('takes callbacks without a token', async () => {
    await using sandbox = await startMockServer();
    await using started = await startGateway(sandbox);
    const till = started.till();
    sandbox.sendCallbacksTo({ url: `${till.url}/callback` });
    const outTradeNo = await till.newNumber();
    await till.ask('PUT', `/payments/${outTradeNo}`, coffee('0000'));
    await started.gateway.printed(new RegExp(`"callback":"payment","outTradeNo":"${outTradeNo}","result":"paid"`));
    await vi.waitFor(() => expect(sandbox.state().callbacks).toMatchObject([{ delivered: true }]), 5_000);
    await end(started.gateway);
  }, 60_000);

  test('ends at once, answers who waits, and settles the rest at the next start', async () => {
    await using sandbox = await startMockServer();
    await using started = await startGateway(sandbox);
    const till = started.till();
    const outTradeNo = await till.newNumber();
    await till.ask('PUT', `/payments/${outTradeNo}`, coffee('0010'));
    const waiting = till.ask('GET', `/payments/${outTradeNo}?wait=30`);
    await started.gateway.printed(/\?wait=30/);
    await end(started.gateway);
    expect(await waiting).toMatchObject({ status: 200, result: 'unknown' });
    sandbox.payOrder(outTradeNo);

    await using next = await startGateway(sandbox);
    await next.gateway.printed(new RegExp(`"resumed":"order","outTradeNo":"${outTradeNo}","result":"paid"`));
    expect(sandbox.state().orders).toMatchObject([{ charges: 1, paid: true }]);
    await end(next.gateway);
  }, 60_000);
});
