import { expect, test } from 'vitest';
import { startMockServer } from '../src/index.ts';
import { customersCode, freshNumber, microPay } from './support/client.ts';
import { besiege, type Defence, succeeded } from './support/hostile.ts';

const count = 10_000;

test(`${count} hostile requests: none succeeds, and honest clients do not notice`, { timeout: 300_000 }, async () => {
  await using server = await startMockServer({ requestTimeout: 500 });
  let besieged = true;
  let paid = 0;
  const honest = async () => {
    for (; besieged; paid++) {
      const reply = await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
      expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
    }
  };
  const clients = Promise.all([honest(), honest()]);
  const defences = await besiege({ url: server.url, seed: 20_261_125, count, attackers: 32, patience: 5_000 });
  besieged = false;
  await clients;

  console.log(`${paid} honest payments beside`, tally(defences));
  expect(defences).toHaveLength(count);
  const taken = defences.filter(succeeded).map(({ attack }) => `${attack.kind}: ${attack.bytes.toString('utf8', 0, 2_000)}`);
  expect(taken).toEqual([]);
  expect(paid).toBeGreaterThan(0);
  // Each kind got through to the server.
  expect(new Set(defences.map(({ attack }) => attack.kind)).size).toBe(12);
  // The books hold the honest payments, and no trace of the others.
  const { orders, refunds } = server.state();
  expect(orders).toHaveLength(paid);
  expect(refunds).toEqual([]);
  expect(({} as Record<string, unknown>).pay_mch_key).toBeUndefined();
});

function tally(defences: readonly Defence[]): Record<string, string> {
  const byKind = Map.groupBy(defences, ({ attack }) => attack.kind);
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
