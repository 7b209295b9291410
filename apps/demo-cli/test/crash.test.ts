import { startMockServer } from '@cloudpay/mock-server';
import { describe, test } from 'vitest';
import { documentsOf, run } from './support/cli.ts';
import { checkBooks, crash } from './support/crashes.ts';
import { recordsIn } from './support/journal.ts';

// The long run of the same: crash.long.test.ts.

describe.concurrent('tills are killed while they pay', { timeout: 60_000 }, () => {
  test('resume settles what they left', async ({ expect }) => {
    await using server = await startMockServer();
    const wreckage = await crash(server, { kills: 10, atATime: 3, seed: 2 });
    server.advanceClock(120);
    const undecided = [...recordsIn(wreckage.journal).values()].filter(({ state }) => state === 'undecided').length;
    const sent = server.state().calls.micro_pay;
    const args = ['resume', '--base-url', server.url, '--journal', wreckage.journal, '--timeout', '10', '--json'];
    const ended = await run(args);
    const open = checkBooks(server, wreckage);
    expect(ended.status).toBe(open.length === 0 ? 0 : 2);
    expect(documentsOf(ended).at(-1)).toMatchObject({ settled: undecided - open.length });
    // Nobody stands at the till any more: nothing was sent that could charge.
    expect(server.state().calls.micro_pay).toBe(sent);
  });

  test('two processes resume at once: each order is settled by one of them', async ({ expect }) => {
    await using server = await startMockServer();
    const wreckage = await crash(server, { kills: 6, atATime: 3, seed: 3 });
    server.advanceClock(120);
    for (const { outTradeNo, currentTradeState, payPlatform } of server.state().orders) {
      if (currentTradeState === (payPlatform === 1 ? 9 : 4)) server.declineOrder(outTradeNo);
    }
    const records = [...recordsIn(wreckage.journal).values()];
    const undecided = records.filter(({ state }) => state === 'undecided').map(({ outTradeNo }) => outTradeNo);
    const args = ['resume', '--base-url', server.url, '--journal', wreckage.journal, '--timeout', '20', '--json'];
    const ended = await Promise.all([run(args), run(args)]);
    expect(ended.map(({ status }) => status)).toEqual([0, 0]);
    const settled = ended.flatMap((one) => documentsOf<{ outTradeNo?: string }>(one).slice(0, -1));
    expect(settled.map(({ outTradeNo }) => outTradeNo).sort()).toEqual(undecided.sort());
    expect(checkBooks(server, wreckage)).toEqual([]);
  });
});
