import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { describe, test } from 'vitest';
import { documentsOf, run } from './support/cli.ts';
import { checkBooks, crash, type Wreckage } from './support/crashes.ts';
import { recordsIn } from './support/journal.ts';

// The long run, with kills at any moment: crash.long.test.ts.

describe.concurrent('tills are killed while they pay', { timeout: 90_000 }, () => {
  test('resume settles what they left', async ({ expect }) => {
    await using server = await startMockServer();
    const wreckage = await crash(server, { kills: 10, atATime: 3, seed: 2, onceKnown: true });
    giveUp(server);
    const undecided = undecidedIn(wreckage);
    const sent = server.state().calls.micro_pay;
    const args = ['resume', '--base-url', server.url, '--journal', wreckage.journal, '--json'];
    const ended = await run(args);
    expect(ended.status).toBe(0);
    expect(checkBooks(server, wreckage)).toEqual([]);
    expect(documentsOf(ended).at(-1)).toMatchObject({ settled: undecided.length });
    // Nobody stands at the till any more: nothing was sent that could charge.
    expect(server.state().calls.micro_pay).toBe(sent);
  });

  test('two processes resume at once: each order is settled by one of them', async ({ expect }) => {
    await using server = await startMockServer();
    const wreckage = await crash(server, { kills: 6, atATime: 3, seed: 3, onceKnown: true });
    giveUp(server);
    const undecided = undecidedIn(wreckage);
    const args = ['resume', '--base-url', server.url, '--journal', wreckage.journal, '--json'];
    const ended = await Promise.all([run(args), run(args)]);
    expect(ended.map(({ status }) => status)).toEqual([0, 0]);
    const settled = ended.flatMap((one) => documentsOf<{ outTradeNo?: string }>(one).slice(0, -1));
    expect(settled.map(({ outTradeNo }) => outTradeNo).sort()).toEqual(undecided.sort());
    expect(checkBooks(server, wreckage)).toEqual([]);
  });
});

/** Customers who sit before their phones give up. In the long run some go on sitting there. */
function giveUp(server: MockServer): void {
  for (const { outTradeNo, currentTradeState, payPlatform } of server.state().orders) {
    if (currentTradeState === (payPlatform === 1 ? 9 : 4)) server.declineOrder(outTradeNo);
  }
}

function undecidedIn({ journal }: Wreckage): string[] {
  const records = [...recordsIn(journal).values()];
  return records.filter(({ state }) => state === 'undecided').map(({ outTradeNo }) => outTradeNo);
}
