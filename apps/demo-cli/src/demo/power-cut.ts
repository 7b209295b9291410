import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MockServer } from '@cloudpay/mock-server';
import { type OrderOutcome, openFileJournal, Payments, type PaymentsOptions } from '@cloudpay/payments';
import type { Display } from '../terminal/display.ts';
import type { Serve } from './play-scene.ts';
import type { Scene } from './scenes.ts';

/**
 * Serves by a till that is a process of its own, which is killed as soon as the customer is charged, and by another one that resumes what the
 * journal of the first holds.
 *
 * @param options of the till that resumes; its journal is the first one's
 */
export function withPowerCut(server: MockServer, options: PaymentsOptions): Serve {
  return async (scene, outTradeNo, display) => {
    const folder = await mkdtemp(join(tmpdir(), 'cloudpay-demo-'));
    const journal = join(folder, 'journal.sqlite');
    try {
      await payUntilCharged(server, scene, { outTradeNo, journal }, display);
      return await resume({ ...options, journal: await openFileJournal(journal) }, outTradeNo, display);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** Longer than any till takes to start, in milliseconds. */
const longestStart = 10_000;

async function payUntilCharged(
  server: MockServer,
  scene: Scene,
  order: { readonly outTradeNo: string; readonly journal: string },
  display: Display,
): Promise<void> {
  const till = startTill(server.url, scene, order);
  const exited = once(till, 'exit');
  const deadline = performance.now() + longestStart;
  const isCharged = () => server.state().orders.some(({ outTradeNo, paid }) => outTradeNo === order.outTradeNo && paid);
  while (!isCharged() && till.exitCode === null && performance.now() < deadline) await sleep(5);
  till.kill('SIGKILL');
  await exited;
  display.line(display.colours.red(`          ⚡ 停电 power cut: kill -9 ${till.pid}`));
}

/** A till of its own, that takes the payment as `pnpm cloudpay pay` does. */
function startTill(url: string, scene: Scene, { outTradeNo, journal }: { outTradeNo: string; journal: string }): ChildProcess {
  const [, program = ''] = process.argv;
  const order = ['--out-trade-no', outTradeNo, '--fee', String(scene.totalFee), '--body', scene.goods.zh];
  const args = [...process.execArgv, program, 'pay', '--code', '-', ...order, '--base-url', url, '--journal', journal];
  // A configuration of the user's own does not lead the demo astray.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CLOUDPAY_')));
  const till = spawn(process.execPath, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
  till.stdin?.write(`${scene.authorCode}\n`);
  return till;
}

async function resume(options: PaymentsOptions, outTradeNo: string, display: Display): Promise<OrderOutcome> {
  const { colours } = display;
  await using payments = new Payments(options);
  display.line(colours.dim('          重新开机：上一进程无声 5 秒后接手 restarted: takes over after 5 s'));
  for await (const resumed of payments.resume({ timeout: longestStart })) {
    if (resumed.kind === 'order' && resumed.outTradeNo === outTradeNo) return resumed.outcome;
  }
  throw new Error('the journal holds nothing');
}
