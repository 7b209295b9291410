import { expect, test } from 'vitest';
import { startMockServer } from '../src/index.ts';
import { customersCode, freshNumber, microPay } from './support/client.ts';
import { type AttackResult, attack, succeeded } from './support/hostile.ts';

const count = 10_000;

test(`${count} hostile requests: none succeeds, and honest clients are not affected`, { timeout: 300_000 }, async () => {
  await using server = await startMockServer({ requestTimeout: 2_000 });
  let underAttack = true;
  const paid = new Set<string>();
  const turnedAway = new Set<string>();
  const honest = async () => {
    while (underAttack) {
      const outTradeNo = freshNumber();
      // On a machine that stops for a while, an honest request may arrive too late as well. It is counted, not timed.
      const reply = await microPay(server.url, outTradeNo, customersCode('wechat', '0000')).catch(() => undefined);
      if (reply === undefined || reply.http === 408) turnedAway.add(outTradeNo);
      else {
        expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
        paid.add(outTradeNo);
      }
    }
  };
  const clients = Promise.all([honest(), honest()]);
  const results = await attack({ url: server.url, seed: 20_261_125, count, attackers: 32, patience: 5_000 });
  underAttack = false;
  await clients;

  console.log(`${paid.size} honest payments, ${turnedAway.size} turned away, beside`, tally(results));
  expect(results).toHaveLength(count);
  const taken = results.filter(succeeded).map(({ attack }) => `${attack.kind}: ${attack.bytes.toString('utf8', 0, 2_000)}`);
  expect(taken).toEqual([]);
  expect(paid.size).toBeGreaterThan(100);
  expect(turnedAway.size / paid.size).toBeLessThan(0.01);
  // Each kind of attack reached the server.
  expect(new Set(results.map(({ attack }) => attack.kind)).size).toBe(12);
  // The state holds the honest payments and nothing else. A payment that timed out may have been accepted.
  const { orders, refunds } = server.state();
  const numbers = new Set(orders.map(({ outTradeNo }) => outTradeNo));
  expect([...paid].filter((number) => !numbers.has(number))).toEqual([]);
  expect([...numbers].filter((number) => !paid.has(number) && !turnedAway.has(number))).toEqual([]);
  expect(orders.every(({ charges }) => charges === 1)).toBe(true);
  expect(refunds).toEqual([]);
  expect(({} as Record<string, unknown>).pay_mch_key).toBeUndefined();
});

function tally(results: readonly AttackResult[]): Record<string, string> {
  const byKind = Map.groupBy(results, ({ attack }) => attack.kind);
  return Object.fromEntries(
    Array.from(byKind, ([kind, some]) => {
      const answers = Map.groupBy(
        some,
        ({ http, status }) => `${http ?? 'no response'}${status === undefined ? '' : `/${status}`}`,
      );
      return [kind, Array.from(answers, ([response, { length }]) => `${length} × ${response}`).join(', ')];
    }),
  );
}
