import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { Random } from '../src/environment/random.ts';
import type { SandboxState } from '../src/index.ts';
import { call, stateIn } from './support/client.ts';
import { contradictions, Ledger, tradeUntilKilled } from './support/killing.ts';
import { firstLine, startProgram } from './support/program.ts';

const kills = 40;

test(`a sandbox with a database that is killed ${kills} times under load keeps everything that it has confirmed`, {
  timeout: 900_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cloudpay-killed-'));
  const random = new Random(20_261_125);
  const receiver = await startReceiver(random.fork('receiver'));
  const ledger = new Ledger();
  const start = async () => {
    const { program } = startProgram('--port', '0', '--db', join(folder, 'state.db'));
    const { url } = await firstLine(program);
    return { program, url };
  };
  const stateAt = async (url: string): Promise<SandboxState> =>
    camelCased(await (await fetch(`${url}/sandbox/state`)).json()) as SandboxState;

  let { program, url } = await start();
  await fetch(`${url}/sandbox/callbacks`, { method: 'POST', body: JSON.stringify({ url: receiver.url }) });
  let [recorded, lost] = [0, 0];
  for (let n = 0; n < kills; n++) {
    await tradeUntilKilled(url, program, ledger, random);
    ({ program, url } = await start());
    const state = await stateAt(url);
    expect(contradictions(state, ledger)).toEqual([]);
    // Clients without a response send the same request again, and are charged once, whether or not the first one was
    // recorded.
    for (const [outTradeNo, content] of ledger.inDoubt) {
      if (state.orders.some((order) => order.outTradeNo === outTradeNo)) recorded += 1;
      else lost += 1;
      expect(stateIn(await call(url, 'micro_pay', content), 'micro_pay')).toBe(2);
      ledger.paid.set(outTradeNo, content.pay_content.total_fee);
    }
    ledger.inDoubt.clear();
  }
  const state = await stateAt(url);
  expect(contradictions(state, ledger)).toEqual([]);
  console.log(
    `${ledger.paid.size} payments; unanswered: ${recorded} recorded, ${lost} not; ${state.callbacks.length} callbacks`,
  );
  // Some kills came before payments were recorded, and some between that and the response.
  expect(recorded).toBeGreaterThan(0);
  expect(lost).toBeGreaterThan(0);

  // Every callback arrives at least once in the end.
  await vi.waitFor(
    async () => {
      await fetch(`${url}/sandbox/clock`, { method: 'POST', body: '{"advance_seconds":60}' });
      expect((await stateAt(url)).callbacks.filter(({ delivered }) => !delivered)).toEqual([]);
    },
    { timeout: 120_000, interval: 200 },
  );
  for (const outTradeNo of ledger.paid.keys()) expect(receiver.paid).toContain(outTradeNo);

  const exit = once(program, 'exit');
  program.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  receiver.close();
  await rm(folder, { recursive: true });
});

/** A merchant's server that sometimes fails, but not four times for the same callback: the service would give up. */
async function startReceiver(random: Random) {
  const paid = new Set<string>();
  const failures = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const { request_content: told } = JSON.parse(await text(request)) as { request_content: string };
    const content = JSON.parse(told);
    if (content.order_content) paid.add(content.order_content.out_trade_no);
    const failed = failures.get(told) ?? 0;
    if (failed < 3 && random.uint32() % 4 === 0) {
      failures.set(told, failed + 1);
      response.destroy();
    } else response.end('{"response_content":"{\\"status\\":0}"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paid, close: () => server.close() };
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      camelCased(item),
    ]),
  );
}
