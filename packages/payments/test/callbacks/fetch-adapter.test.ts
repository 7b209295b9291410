import { describe, expect, test } from 'vitest';
import {
  type AdapterOptions,
  type Callback,
  CallbackError,
  type CallbackListener,
  fetchCallbackHandler,
} from '../../src/index.ts';
import { paymentsOf, Service } from './helpers/service.ts';
import { orderContent, otherKey, paymentContent, readReply, seal } from './helpers/wire.ts';

const body = seal(paymentContent());
const url = 'https://shop.example/cloudpay/callback';

function setUp(options: AdapterOptions & { listener?: CallbackListener } = {}) {
  const service = new Service();
  service.orders.set('sz010002cz1', orderContent());
  const told: Callback[] = [];
  const refusals: unknown[] = [];
  const { listener, ...rest } = options;
  const handle = fetchCallbackHandler(
    paymentsOf(service),
    (callback) => {
      told.push(callback);
      return listener?.(callback);
    },
    { onError: (error) => refusals.push(error instanceof CallbackError ? error.refusal : error), ...rest },
  );
  return { handle, told, refusals };
}

/** A request whose body comes in the pieces that a test gives. */
function streaming(pieces: AsyncIterable<Uint8Array>): Request {
  return new Request(url, { method: 'POST', body: ReadableStream.from(pieces), duplex: 'half' } as RequestInit);
}

describe('fetchCallbackHandler', () => {
  test('answers in the envelope', async () => {
    const { handle, told } = setUp();
    const response = await handle(new Request(url, { method: 'POST', body }));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(readReply(await response.text())).toMatchObject({ status: 0, authentic: true });
    expect(told).toMatchObject([{ type: 'payment' }]);
  });

  test('refuses what is tampered, forged or empty, and acknowledges what was delivered', async () => {
    const { handle, told, refusals } = setUp();
    for (const forged of [body.replace('1999', '9999'), seal(paymentContent(), otherKey), '', undefined]) {
      const response = await handle(new Request(url, { method: 'POST', ...(forged !== undefined && { body: forged }) }));
      expect(response.status).toBe(400);
      expect(readReply(await response.text())).toMatchObject({ status: 101, authentic: undefined });
    }
    expect(told).toEqual([]);
    for (let times = 0; times < 2; times++) expect((await handle(new Request(url, { method: 'POST', body }))).status).toBe(200);
    expect(told).toHaveLength(1);
    expect(refusals).toEqual(['wrongCode', 'wrongCode', 'notAnEnvelope', 'notAnEnvelope']);
  });

  test('says what to do when the body was read before', async () => {
    const { handle, refusals } = setUp();
    const request = new Request(url, { method: 'POST', body });
    await request.json();
    const response = await handle(request);
    expect(response.status).toBe(500);
    expect(readReply(await response.text()).description).toContain('request.json()');
    expect(refusals).toEqual(['parsedBody']);
  });

  test('refuses a body that is too long, and stops reading it', async () => {
    const { handle, refusals } = setUp();
    let sent = 0;
    const response = await handle(
      streaming(
        (async function* () {
          for (;;) {
            sent += 65_536;
            yield new Uint8Array(65_536);
          }
        })(),
      ),
    );
    expect(response.status).toBe(413);
    expect(refusals).toEqual(['tooLarge']);
    expect(sent).toBeLessThan(2 * 1_048_576);
  });

  test('refuses a body that is too slow', async () => {
    const { handle, refusals } = setUp({ bodyTimeout: 30 });
    const response = await handle(
      streaming(
        (async function* () {
          yield new TextEncoder().encode(body.slice(0, 100));
          await new Promise(() => {});
        })(),
      ),
    );
    expect(response.status).toBe(408);
    expect(refusals).toEqual(['incomplete']);
  });

  test('refuses a body that breaks off', async () => {
    const { handle, refusals, told } = setUp();
    const response = await handle(
      streaming(
        (async function* () {
          yield new TextEncoder().encode(body.slice(0, 100));
          throw new Error('reset');
        })(),
      ),
    );
    expect(response.status).toBe(408);
    expect(refusals).toEqual(['incomplete']);
    expect(told).toEqual([]);
  });

  test('when Cloud Pay has hung up, its redelivery is acknowledged, and not delivered again', async () => {
    const controller = new AbortController();
    const { handle, told } = setUp({ listener: () => controller.abort() });
    await handle(new Request(url, { method: 'POST', body, signal: controller.signal }));
    expect((await handle(new Request(url, { method: 'POST', body }))).status).toBe(200);
    expect(told).toHaveLength(1);
  });
});
