import { queryOrderEndpoint, refundEndpoint } from '@cloudpay/proto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CloudPayError, type ErrorCode } from '../../src/base/errors.ts';
import { createConfiguration } from '../../src/models/configuration.ts';
import { callWithRetries } from '../../src/transport/call-with-retries.ts';
import { CloudPayClient } from '../../src/transport/client.ts';
import { merchant, sealResponse } from '../helpers/merchant.ts';
import { SimulatedClock } from '../helpers/simulated-clock.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const { outMchId, outSubMchId, outShopId } = merchant;
const payMchKey = { outMchId, outSubMchId, outShopId };
const query = { payMchKey, outTradeNo: 'sz010002cz1' };
const giveBack = {
  payMchKey: { ...payMchKey, payPlatform: 1 },
  refundContent: { outTradeNo: 'sz010002cz1', outRefundNo: 'sz010002cz2', totalFee: 2, refundFee: 1, refundFeeType: 'CNY' },
  orderClient: { deviceId: '824', machineNo: '824', terminalType: 3, sdkVersion: '1', spbillCreateIp: '10.0.0.8' },
};

/** The result of a call: a status of the service, or a transport failure. */
type Fate = number | ErrorCode;
const hosts = ['https://a.cn', 'https://b.cn', 'https://c.cn'];

/** A client whose calls have these results in order; the last one repeats. Each call takes some time. */
function clientWith(fates: readonly Fate[], { baseUrls = hosts, takes = 10 } = {}) {
  const clock = new SimulatedClock();
  const sent: { at: number; host: string; timeout: number; content: string }[] = [];
  const transport = {
    async post({ url, body, timeout }: { url: string; body: string; timeout: number }) {
      // The background ping of a preferred host.
      if (url.endsWith('/ping')) throw new CloudPayError('down', { code: 'NOT_CONNECTED', outcome: 'failed' });
      const fate = fates[Math.min(sent.length, fates.length - 1)] as Fate;
      sent.push({ at: clock.elapsed, host: new URL(url).origin, timeout, content: JSON.parse(body).request_content });
      clock.advance(fate === 'TIMEOUT' ? timeout : Math.min(takes, timeout));
      if (typeof fate === 'number') return sealResponse({ status: fate, description: '', query_order: {}, refund: {} });
      throw new CloudPayError(fate, { code: fate, outcome: fate === 'NOT_CONNECTED' ? 'failed' : 'unknown' });
    },
    close() {},
  };
  const client = new CloudPayClient(createConfiguration({ ...merchant, baseUrls }), { transport, clock, random: () => 1 });
  return { client, clock, sent };
}

test('a successful call is made once', async () => {
  const { client, sent } = clientWith([0]);
  await callWithRetries(client, queryOrderEndpoint, query);
  expect(sent).toHaveLength(1);
});

describe('a failed call is made again', () => {
  test('at once on each other host, then after delays', async () => {
    const { client, sent } = clientWith(['NOT_CONNECTED', 'CONNECTION_LOST', 'NOT_CONNECTED', 'NOT_CONNECTED', 0]);
    await callWithRetries(client, queryOrderEndpoint, query);
    expect(sent.map(({ host }) => host).slice(0, 3)).toEqual(hosts);
    const gaps = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0) - 10);
    expect(gaps).toEqual([0, 0, 500, 1_000]);
  });

  test('after three seconds for status 103', async () => {
    const { client, sent } = clientWith([103, 0]);
    await callWithRetries(client, refundEndpoint, giveBack);
    expect(sent.map(({ at }) => at)).toEqual([0, 3_010]);
  });

  test('with the same content and a new nonce', async () => {
    const { client, sent } = clientWith(['CONNECTION_LOST', 3, 0]);
    await callWithRetries(client, refundEndpoint, giveBack);
    const contents = sent.map(({ content }) => JSON.parse(content));
    expect(new Set(contents.map(({ nonce_str: nonce }) => nonce)).size).toBe(3);
    expect(new Set(contents.map((content) => JSON.stringify({ ...content, nonce_str: '' }))).size).toBe(1);
  });

  test.each([101, 102, 104])('but not after status %d', async (status) => {
    const { client, sent } = clientWith([status]);
    expect(await rejectionOf(callWithRetries(client, queryOrderEndpoint, query))).toMatchObject({
      code: 'SERVICE_REFUSED',
      status,
    });
    expect(sent).toHaveLength(1);
  });
});

describe('the deadline', () => {
  test('is three times that of one call by default, and each call gets at most the rest', async () => {
    const { client, clock, sent } = clientWith(['TIMEOUT'], { baseUrls: ['https://a.cn'] });
    expect(await rejectionOf(callWithRetries(client, queryOrderEndpoint, query))).toMatchObject({ code: 'TIMEOUT' });
    expect(clock.elapsed).toBeLessThanOrEqual(15_000);
    expect(sent.map(({ timeout }) => timeout)).toEqual([5_000, 5_000, 15_000 - 11_500]);
  });

  test('is kept in every case, and the last failure is thrown', async () => {
    const fate = fc.constantFrom<Fate>(3, 103, 77, 'NOT_CONNECTED', 'CONNECTION_LOST', 'TIMEOUT', 'HTTP_ERROR');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 60_000 }),
        async (fates, timeout) => {
          const { client, clock, sent } = clientWith(fates);
          const error = await rejectionOf(callWithRetries(client, queryOrderEndpoint, query, { timeout }));
          expect(clock.elapsed).toBeLessThanOrEqual(timeout);
          expect(sent.length).toBeGreaterThanOrEqual(1);
          const last = fates[Math.min(sent.length, fates.length) - 1];
          expect(typeof last === 'number' ? error.status : error.code).toBe(last);
        },
      ),
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('of %d is refused', async (timeout) => {
    const { client, sent } = clientWith([0]);
    const refused = callWithRetries(client, queryOrderEndpoint, query, { timeout });
    expect(await rejectionOf(refused)).toMatchObject({ name: 'ArgumentError', field: 'timeout' });
    expect(sent).toEqual([]);
  });
});

describe('the outcome after several calls', () => {
  test('is unknown if a retry is refused after an uncertain call', async () => {
    const { client } = clientWith(['CONNECTION_LOST', 104]);
    const error = await rejectionOf(callWithRetries(client, refundEndpoint, giveBack));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', status: 104, outcome: 'unknown', cause: { outcome: 'failed' } });
  });

  test('stays unknown if later hosts cannot be reached', async () => {
    const { client } = clientWith(['TIMEOUT', 'NOT_CONNECTED']);
    expect(await rejectionOf(callWithRetries(client, refundEndpoint, giveBack))).toMatchObject({
      code: 'NOT_CONNECTED',
      outcome: 'unknown',
    });
  });

  test('is failed if no host could be reached at all', async () => {
    const { client } = clientWith(['NOT_CONNECTED']);
    expect(await rejectionOf(callWithRetries(client, refundEndpoint, giveBack))).toMatchObject({
      code: 'NOT_CONNECTED',
      outcome: 'failed',
    });
  });

  test('is that of the last call for reading calls', async () => {
    const { client } = clientWith(['CONNECTION_LOST', 104]);
    expect(await rejectionOf(callWithRetries(client, queryOrderEndpoint, query))).toMatchObject({
      status: 104,
      outcome: 'failed',
    });
  });

  test.each(['ABORTED', 'CLOSED'] as const)(
    '%s while it reads, it has done nothing; while it acts, who knows',
    async (code) => {
      const { client } = clientWith([code]);
      expect(await rejectionOf(callWithRetries(client, queryOrderEndpoint, query))).toMatchObject({ code, outcome: 'failed' });
      expect(await rejectionOf(callWithRetries(client, refundEndpoint, giveBack))).toMatchObject({ code, outcome: 'unknown' });
    },
  );
});

describe('a delay between two calls', () => {
  /** Calls `end` while the client waits between two calls. */
  async function endedBy(fates: readonly Fate[], end: (client: CloudPayClient, controller: AbortController) => void) {
    const { client, clock } = clientWith(fates);
    const controller = new AbortController();
    clock.sleep = (_, signal?: AbortSignal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        end(client, controller);
      });
    return rejectionOf(callWithRetries(client, refundEndpoint, giveBack, { signal: controller.signal }));
  }

  test('ends with the caller’s signal', async () => {
    const error = await endedBy([3], (_, controller) => controller.abort());
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'unknown' });
    const certain = await endedBy(['NOT_CONNECTED'], (_, controller) => controller.abort());
    expect(certain).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
  });

  test('ends when the client is closed', async () => {
    expect(await endedBy([3], (client) => client.close())).toMatchObject({ code: 'CLOSED', outcome: 'unknown' });
  });
});
