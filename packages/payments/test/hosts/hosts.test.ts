import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CallEvent, Payments, type PaymentsEvent, type PaymentsOptions } from '../../src/index.ts';
import { coffee, merchant } from '../helpers/merchant.ts';
import { openTill, type SandboxTill } from '../helpers/sandbox-till.ts';
import { type ScriptedCall, scriptedTill, tell } from '../helpers/scripted.ts';

/** Milliseconds that one call has. */
const timeout = 500;

/** Hosts of every kind, on real ports. */
const urls = { dead: '', hanging: '', rubbish: '', good: '' };
let till: SandboxTill;
const closers: (() => void)[] = [];

beforeAll(async () => {
  till = await openTill();
  urls.good = till.sandbox.url;
  const hanging = createTcpServer(() => {});
  const rubbish = createServer((_, response) => response.writeHead(502).end('<html>502 Bad Gateway</html>'));
  const dead = createTcpServer();
  for (const [name, server] of Object.entries({ hanging, rubbish, dead })) {
    const sockets = new Set<{ destroy(): void }>();
    server.on('connection', (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    urls[name as keyof typeof urls] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    // Its port is known, and nobody listens there any more.
    if (name === 'dead') await new Promise((resolve) => server.close(resolve));
  }
});

afterAll(async () => {
  for (const close of closers) close();
  await till[Symbol.asyncDispose]();
});

const clientOf = (baseUrls: readonly string[], more: Partial<PaymentsOptions> = {}) =>
  new Payments({ ...merchant, baseUrls, timeout, ...more });

type Kind = keyof typeof urls;
const orders: Kind[][] = (['dead', 'hanging', 'rubbish'] as const).flatMap((first, _, all) => {
  const [second, third] = all.filter((kind) => kind !== first) as [Kind, Kind];
  return [
    [first, second, third, 'good'],
    [first, third, second, 'good'],
  ];
});

describe('one host dead, one hanging, one answering rubbish', () => {
  test.concurrent.each(orders)('%s, %s, %s: a payment succeeds through the last, the %s one', async (...kinds) => {
    const asked: string[] = [];
    const onEvent = (event: PaymentsEvent) => event.type === 'request' && event.endpoint !== 'ping' && asked.push(event.host);
    await using payments = clientOf(
      kinds.map((kind) => urls[kind]),
      { onEvent },
    );
    for (let customer = 0; customer < 2; customer += 1) {
      const request = coffee();
      const outcome = await (await payments.microPay(request)).result();
      expect(outcome).toMatchObject({ result: 'paid' });
      // The first one tries each host once before any of them again; the next one goes straight to the good one.
      const hosts = asked.splice(0);
      if (customer === 0) expect(hosts.slice(0, 4)).toEqual(kinds.map((kind) => urls[kind]));
      else expect(hosts[0]).toBe(urls.good);
      const order = till.sandbox.state().orders.find(({ outTradeNo }) => outTradeNo === request.outTradeNo);
      expect(order).toMatchObject({ charges: 1 });
    }
  });

  test('questions, cancellations and refunds get through, too', async () => {
    const baseUrls = [urls.dead, urls.hanging, urls.rubbish, urls.good];
    const request = coffee();
    await using first = clientOf(baseUrls);
    await (await first.microPay(request)).result();
    const { outTradeNo } = request;
    await using questions = clientOf(baseUrls);
    expect(await questions.queryOrder({ outTradeNo }, { timeout: 3_000 })).toMatchObject({ result: 'paid' });
    await using refunds = clientOf(baseUrls);
    expect(await refunds.refund({ outTradeNo, refundFee: 1 })).toMatchObject({ outTradeNo });
    const other = coffee();
    await (await first.microPay(other)).result();
    await using cancellations = clientOf(baseUrls);
    expect(await cancellations.cancelOrder({ outTradeNo: other.outTradeNo }, { timeout: 3_000 })).toMatchObject({
      result: 'cancelled',
    });
  });

  test('a warm-up finds the good one before the first customer comes', async () => {
    const hosts: string[] = [];
    const onEvent = (event: CallEvent | { type: 'journalFailure' }) => event.type === 'request' && hosts.push(event.host);
    await using payments = clientOf([urls.dead, urls.hanging, urls.rubbish, urls.good], { onEvent });
    expect(await payments.warmUp({ timeout })).toMatchObject({ baseUrl: urls.good });
    await (await payments.microPay(coffee())).result();
    expect(hosts).toEqual([urls.good]);
  });

  test('without a good one a payment whose request may have left is unknown, one that never left is failed', async () => {
    await using maybe = clientOf([urls.dead, urls.hanging]);
    expect(await (await maybe.microPay(coffee(), { timeout: 700 })).result()).toMatchObject({ result: 'unknown' });
    await using never = clientOf([urls.dead]);
    expect(await (await never.microPay(coffee(), { timeout: 700 })).result()).toMatchObject({
      result: 'failed',
      error: { code: 'NOT_CONNECTED', outcome: 'failed' },
    });
  });
});

describe('the preferred host', () => {
  const [main, spare] = ['https://main.example', 'https://spare.example'] as const;

  /** The main host is down until a moment; payments are made at these moments. */
  async function hostsUsed(upAt: number, moments: readonly number[], options: Partial<PaymentsOptions> = {}) {
    const script = (call: ScriptedCall) => (call.host === main && call.at < upAt ? 'NOT_CONNECTED' : tell(call, 2));
    const till = scriptedTill(script, { baseUrls: [main, spare], ...options });
    const { post } = till.service;
    till.service.post = function (request) {
      const isDown = request.url.startsWith(main) && till.time.elapsed < upAt;
      this.answersPings = !isDown;
      return post.call(this, request);
    };
    for (const moment of moments) {
      await till.run(till.time.sleep(moment - till.time.elapsed));
      await till.run((await till.run(till.payments.microPay(coffee()))).result());
    }
    return till.service.of('micro_pay').map(({ host }) => (host === main ? 'main' : 'spare'));
  }

  test('is left at once when it fails, and not asked again for fifteen seconds', async () => {
    expect(await hostsUsed(1_000, [0, 2_000, 10_000])).toEqual(['main', 'spare', 'spare', 'spare']);
  });

  test('is used again when it answers a ping later: no call waits for it', async () => {
    // The payment at 16 s makes the probe go, and is itself made on the spare host.
    expect(await hostsUsed(1_000, [0, 16_000, 17_000, 18_000])).toEqual(['main', 'spare', 'spare', 'main', 'main']);
  });

  test('is avoided for longer when the probe fails', async () => {
    // Down until 20 s; the probe at 16 s fails, the next one may go after thirty seconds more.
    expect(await hostsUsed(20_000, [0, 16_000, 30_000, 44_000])).toEqual(['main', 'spare', 'spare', 'spare', 'spare']);
    expect(await hostsUsed(20_000, [0, 16_000, 47_000, 48_000])).toEqual(['main', 'spare', 'spare', 'spare', 'main']);
  });

  test('is not probed when probing is off', async () => {
    expect(await hostsUsed(1_000, [0, 16_000, 17_000, 600_000], { proberDns: 0 })).toEqual([
      'main',
      'spare',
      'spare',
      'spare',
      'spare',
    ]);
  });
});
