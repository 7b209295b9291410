import { setTimeout as sleep } from 'node:timers/promises';
import { Payments, type PaymentsOptions } from '@cloudpay/payments';
import { Command } from 'commander';
import { sandboxMerchant } from '../connection/sandbox-merchant.ts';
import { showBooks } from '../demo/books.ts';
import { atTheTill, type Played, playScene, type Serve } from '../demo/play-scene.ts';
import { withPowerCut } from '../demo/power-cut.ts';
import { morning, powerCut, type Scene } from '../demo/scenes.ts';
import { wireLine } from '../demo/wire-line.ts';
import { pnpm } from '../shell/invocation.ts';
import { Display } from '../terminal/display.ts';

/** Between two customers, in milliseconds: time to read. */
const readingTime = 1_500;

/** How long a response is waited for, in milliseconds: less than by default, as one response of the morning never comes. */
const patience = 2_000;

/** `demo`: a morning at the till, explained. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('演示：收银台的一个早晨，不联网、不动真钱 a morning at the till, without network or real money')
    .action(demo);
}

async function demo(): Promise<void> {
  const display = new Display(process.stdout);
  const { colours } = display;
  // Only this command needs a server: the others start faster without.
  const { startMockServer } = await import('@cloudpay/mock-server');
  const since = performance.now();
  await using server = await startMockServer();
  const options: PaymentsOptions = {
    ...sandboxMerchant,
    baseUrls: [server.url],
    timeout: patience,
    onEvent: (event) => {
      const line = wireLine(event);
      if (line !== undefined) display.line(colours.cyan(`${' '.repeat(10)}${line}`));
    },
  };
  await using payments = new Payments(options);
  display.line(colours.bold('云支付收银台 · 一个早晨   Cloud Pay · A morning at the till'));
  display.line(colours.dim(`本机沙箱，不动真钱 a local sandbox, no real money: ${server.url}`));
  display.line();

  const played: Played[] = [];
  const play = async (scene: Scene, serve: Serve) => {
    played.push(await playScene(scene, await payments.newOrderNumber(), serve, display));
    if (display.isLive) await sleep(readingTime);
  };
  for (const scene of morning) await play(scene, atTheTill(payments));
  await play(powerCut, withPowerCut(server, options));
  const booksAreRight = showBooks(server, played, display);

  const asExpected = booksAreRight && played.every((scene) => scene.asExpected);
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  display.line();
  display.line(
    asExpected
      ? colours.green(`✔ 一切如预期 Everything as expected  · ${seconds} s`)
      : colours.red(`✘ 与预期不符 Not as expected  · ${seconds} s`),
  );
  display.line();
  display.line('接着自己试 Now try it yourself:');
  for (const command of tryNext) display.line(`  ${command}`);
  process.exitCode = asExpected ? 0 : 1;
}

/** By the last four digits of the code the sandbox knows what is to happen: here the customer types a password. */
const tryNext = [
  `${pnpm} mock-server --port 8787`,
  `${pnpm} cloudpay pay --code 130000000000000001 --yuan 19.99 --base-url http://127.0.0.1:8787`,
];
