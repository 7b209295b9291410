import { startMockServer } from '@cloudpay/mock-server';
import { expect, test } from 'vitest';
import { documentsOf, run } from './support/cli.ts';
import { checkBooks, crash, phases } from './support/crashes.ts';

const kills = 240;

test(`${kills} tills are killed at random moments: no order is lost, none charged twice`, { timeout: 900_000 }, async () => {
  await using server = await startMockServer();
  const wreckage = await crash(server, { kills, atATime: 4, seed: 20_261_123 });
  console.log(`${wreckage.killed.length} killed, ${wreckage.ended} ended before`, wreckage.phases);
  // The moments are as random as they are meant to be. Between decision and display lies less than a millisecond: few meet that.
  const { [phases.decided]: _, ...met } = wreckage.phases;
  expect(Object.values(met).every((count) => count >= 5)).toBe(true);

  const sent = server.state().calls.micro_pay;
  const resume = (timeout: string) =>
    run(['resume', '--base-url', server.url, '--journal', wreckage.journal, '--timeout', timeout, '--json']);
  // Some customers still sit before their phones: these orders alone may be open. What the service does not know is watched for 90 s.
  const first = await resume('150');
  const open = checkBooks(server, wreckage);
  expect(first.status).toBe(open.length === 0 ? 0 : 2);
  expect(documentsOf<{ undecided: string[] }>(first).at(-1)?.undecided.sort()).toEqual(open);

  for (const outTradeNo of open) server.declineOrder(outTradeNo);
  const second = await resume('60');
  expect(second.status).toBe(0);
  expect(checkBooks(server, wreckage)).toEqual([]);
  expect(server.state().calls.micro_pay).toBe(sent);
});
