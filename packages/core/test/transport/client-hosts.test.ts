import { queryOrderEndpoint } from '@cloudpay/proto';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../src/transport/transport.ts';
import { failure, paid, query, setUp } from '../helpers/client.ts';
import { bareResponse, sealResponse } from '../helpers/merchant.ts';
import { rejectionOf } from '../helpers/thrown.ts';

describe('hosts', () => {
  const baseUrls = ['https://a.cn', 'https://b.cn', 'https://c.cn'];
  const hostOf = ({ url }: HttpRequest) => new URL(url).origin;
  /** The hosts that calls use, when the first few of them fail. */
  async function hostsOfCalls(count: number, response: (request: HttpRequest) => string, timeout?: number) {
    const { client, transport, clock } = setUp({ response, configuration: { baseUrls } });
    for (let call = 0; call < count; call++) await client.call(queryOrderEndpoint, query, { timeout }).catch(() => undefined);
    return { hosts: transport.requests.map(hostOf), client, transport, clock };
  }
  /** A response of all hosts except the first. */
  const badFirst = (bad: (request: HttpRequest) => string) => (request: HttpRequest) =>
    hostOf(request) === baseUrls[0] ? bad(request) : sealResponse(paid);

  test('a call may choose one, and returns which one answered', async () => {
    const { client, transport } = setUp({
      response: badFirst(() => sealResponse({ status: 104 })),
      configuration: { baseUrls },
    });
    expect(client.hosts).toEqual(baseUrls);
    expect(await client.call(queryOrderEndpoint, query, { host: 'https://c.cn' })).toMatchObject({ host: 'https://c.cn' });
    const error = await rejectionOf(client.call(queryOrderEndpoint, query));
    expect(error).toMatchObject({ code: 'SERVICE_REFUSED', host: 'https://a.cn', endpoint: 'query_order' });
    expect(transport.requests.map(hostOf)).toEqual(['https://c.cn', 'https://a.cn']);
  });

  test('other hosts are refused', async () => {
    const { client, transport } = setUp({ configuration: { baseUrls } });
    const error = await rejectionOf(client.call(queryOrderEndpoint, query, { host: 'https://d.cn' }));
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'host' });
    expect(transport.requests).toEqual([]);
  });

  test('a failure on a chosen host makes the other calls avoid it', async () => {
    const { client, transport } = setUp({ response: badFirst(failure('NOT_CONNECTED')), configuration: { baseUrls } });
    const error = await rejectionOf(client.call(queryOrderEndpoint, query, { host: 'https://a.cn' }));
    expect(error).toMatchObject({ code: 'NOT_CONNECTED', host: 'https://a.cn' });
    await client.call(queryOrderEndpoint, query);
    expect(transport.requests.map(hostOf)).toEqual(['https://a.cn', 'https://b.cn']);
  });

  test('a working host is kept', async () => {
    const { hosts } = await hostsOfCalls(4, () => sealResponse(paid));
    expect(new Set(hosts)).toEqual(new Set(['https://a.cn']));
  });

  test.each<[string, (request: HttpRequest) => string]>([
    ['cannot be reached', failure('NOT_CONNECTED')],
    ['loses the connection', failure('CONNECTION_LOST')],
    ['does not answer in time', failure('TIMEOUT')],
    ['is not Cloud Pay', () => '<html>Login</html>'],
    ['has not the key', () => sealResponse(paid, 'another key')],
    ['has no key', () => bareResponse(paid)],
    [
      'throws anything',
      () => {
        throw new Error('x');
      },
    ],
  ])('one that %s is avoided at once', async (_, bad) => {
    const { hosts } = await hostsOfCalls(3, badFirst(bad));
    expect(hosts).toEqual(['https://a.cn', 'https://b.cn', 'https://b.cn']);
  });

  test.each<[string, (request: HttpRequest) => string]>([
    ['refuses a request', () => sealResponse({ status: 104 })],
    ['refuses without a code', () => bareResponse({ status: 101 })],
    ['is not certain', () => sealResponse({ status: 103 })],
    ['says what nobody understands', () => sealResponse('{}')],
    ['is not waited for', failure('ABORTED')],
  ])('one that %s is kept', async (_, response) => {
    const { hosts } = await hostsOfCalls(2, badFirst(response));
    expect(hosts).toEqual(['https://a.cn', 'https://a.cn']);
  });

  test('a timeout shorter than the default is not counted against the host', async () => {
    expect((await hostsOfCalls(2, badFirst(failure('TIMEOUT')), 4_999)).hosts).toEqual(['https://a.cn', 'https://a.cn']);
    expect((await hostsOfCalls(2, badFirst(failure('TIMEOUT')), 5_000)).hosts).toEqual(['https://a.cn', 'https://b.cn']);
  });

  test('are all tried in turn', async () => {
    const { hosts } = await hostsOfCalls(4, failure('NOT_CONNECTED'));
    expect(hosts).toEqual(['https://a.cn', 'https://b.cn', 'https://c.cn', 'https://a.cn']);
  });

  test('one that answers a call has its failures reset', async () => {
    let down = 'https://a.cn';
    const { client, transport, clock } = setUp({
      configuration: { baseUrls: ['https://a.cn', 'https://b.cn'] },
      response: (request) => (hostOf(request) === down ? failure('NOT_CONNECTED')() : sealResponse(paid)),
    });
    const call = () => client.call(queryOrderEndpoint, query).catch(() => undefined);
    await call();
    down = 'https://b.cn';
    await call();
    // Both have failed once. The call now uses a, which answers.
    await call();
    down = 'https://a.cn';
    await call();
    down = '';
    clock.advance(15_000);
    await call();
    // Its avoidance has the first length again, not the doubled one.
    expect(transport.requests.map(({ url }) => url).at(-2)).toBe('https://a.cn/cpay/ping');
  });

  test('a path in the base URL is kept', async () => {
    const { client, transport } = setUp({ configuration: { baseUrls: ['https://proxy.shop.cn:8443/pay/'] } });
    await client.call(queryOrderEndpoint, query);
    expect(transport.requests[0]?.url).toBe('https://proxy.shop.cn:8443/pay/cpay/query_order');
  });

  test('the preferred one is used again when its avoidance has ended and it answers a ping', async () => {
    let isDown = true;
    const pong = '{"description":"ok","status":0,"timestamp":1568810077}';
    const { client, transport, clock } = await hostsOfCalls(2, (request) => {
      if (isDown && hostOf(request) === 'https://a.cn') return failure('NOT_CONNECTED')();
      return request.url.endsWith('/cpay/ping') ? pong : sealResponse(paid);
    });
    const callHost = async () => {
      const { length } = transport.requests;
      await client.call(queryOrderEndpoint, query);
      // The ping that the call started has ended by then.
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      return transport.requests
        .slice(length)
        .find(({ url }) => url.endsWith('query_order'))
        ?.url.slice(0, 12);
    };
    isDown = false;
    expect(await callHost()).toBe('https://b.cn');
    clock.advance(15_000);
    expect(await callHost()).toBe('https://b.cn');
    expect(await callHost()).toBe('https://a.cn');
  });
});

describe('ping', () => {
  const pong = (timestamp: number) => JSON.stringify({ description: 'ok', status: 0, timestamp });
  const baseUrls = ['https://a.cn', 'https://b.cn'];

  test("measures the service's clock", async () => {
    const { client, clock, transport } = setUp({
      response: () => {
        clock.advance(40);
        return pong(1_568_810_077);
      },
    });
    expect(client.serviceNow()).toBeUndefined();
    expect(await client.ping()).toEqual({ baseUrl: 'https://pay.qcloud.com', serviceTime: 1_568_810_077_000, roundTrip: 40 });
    expect(transport.requests[0]?.url).toBe('https://pay.qcloud.com/cpay/ping');
    clock.set(0);
    clock.advance(5_000);
    expect(client.serviceNow()).toBe(1_568_810_082_000);
  });

  test('has no service clock after the machine may have slept', async () => {
    const { client, clock } = setUp({ response: () => pong(1_568_810_077) });
    await client.ping();
    clock.set(clock.wall + 8 * 3_600_000);
    expect(client.serviceNow()).toBeUndefined();
    await client.ping();
    expect(client.serviceNow()).toBe(1_568_810_077_000);
  });

  test('tries the next host if one does not answer, and calls follow', async () => {
    const { client, transport } = setUp({
      configuration: { baseUrls },
      response: ({ url }) => {
        if (url.startsWith('https://a.cn')) return failure('NOT_CONNECTED')();
        return url.endsWith('/ping') ? pong(1) : sealResponse(paid);
      },
    });
    expect(await client.ping()).toMatchObject({ baseUrl: 'https://b.cn' });
    await client.call(queryOrderEndpoint, query);
    expect(transport.requests.map(({ url }) => url)).toEqual([
      'https://a.cn/cpay/ping',
      'https://b.cn/cpay/ping',
      'https://b.cn/cpay/query_order',
    ]);
  });

  test('fails if no host answers, after one try each', async () => {
    const { client, transport } = setUp({ configuration: { baseUrls }, response: failure('NOT_CONNECTED') });
    expect(await rejectionOf(client.ping())).toMatchObject({ code: 'NOT_CONNECTED' });
    expect(transport.requests).toHaveLength(2);
  });

  test.each([
    '',
    '<html>',
    '{}',
    '{"status":0}',
    '{"status":0,"timestamp":"now"}',
    '{"status":101,"timestamp":1}',
    'null',
    '[]',
  ])('does not accept %j as Cloud Pay', async (response) => {
    const { client } = setUp({ response, configuration: { baseUrls: ['https://a.cn'] } });
    expect(await rejectionOf(client.ping())).toMatchObject({ code: 'HTTP_ERROR', outcome: 'unknown' });
    expect(client.serviceNow()).toBeUndefined();
  });
});
