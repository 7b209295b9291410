import type { MockServer } from '@cloudpay/mock-server';
import type { JournalRecord } from '@cloudpay/payments';
import { expect } from 'vitest';
import { start } from './cli.ts';
import { newJournal, recordsIn } from './journal.ts';
import { codes } from './payment-codes.ts';

/** How many tills lose their power, and when. */
export interface CrashPlan {
  readonly kills: number;
  /** Tills that pay at the same time. */
  readonly atATime: number;
  readonly seed: number;
  /** Kills once the service holds the order: then what became of it is found out at once, and not after a minute and a half. */
  readonly onceKnown?: true;
}

/** A till that paid until it was killed. */
interface Killed {
  readonly outTradeNo: string;
  readonly stdout: string;
}

/** What the kills left behind. */
export interface Wreckage {
  /** Shared by all tills. */
  readonly journal: string;
  readonly killed: readonly Killed[];
  /** How many tills had ended by themselves before they were to be killed. */
  readonly ended: number;
  /** How many were killed in which of the {@link phases}. */
  readonly phases: Readonly<Record<Phase, number>>;
}

/** How far a till had come. */
export const phases = {
  starting: 'before the order was recorded',
  recorded: 'recorded, unknown to the service',
  underWay: 'known to the service, not decided',
  decided: 'decided, not shown',
  shown: 'outcome shown',
} as const;

type Phase = (typeof phases)[keyof typeof phases];

const scenarios = '0000 0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 0012 0013 0014'.split(' ');
/** Of these, those whose first request leaves an order that takes a while. */
const slowScenarios = '0001 0002 0005 0007 0009 0010 0012 0014'.split(' ');
/** In this scenario the customer pays for ever. */
const forEver = '0010';

/** Lets tills pay, and kills each at a random moment, until so many were killed on their way. */
export async function crash(server: MockServer, { kills, atATime, seed, onceKnown }: CrashPlan): Promise<Wreckage> {
  const random = randomNumbers(seed);
  const choice = onceKnown ? slowScenarios : scenarios;
  const isKnown = (number: string) => server.state().orders.some(({ outTradeNo }) => outTradeNo === number);
  const journal = newJournal();
  const killed: Killed[] = [];
  let count = 0;
  const till = async () => {
    while (killed.length < kills) {
      count += 1;
      const scenario = choice[Math.floor(random() * choice.length)] as string;
      const code = random() < 0.5 ? codes.wechatPay(scenario) : codes.alipay(scenario);
      const order = ['--code', code, '--fee', '1999', '--base-url', server.url, '--journal', journal];
      const number = `sz010002cz-crash-${count}-${scenario}`;
      const wrecked = await payAndKill(number, order, onceKnown ? () => isKnown(number) : randomMoment(random));
      if (wrecked !== undefined) killed.push(wrecked);
    }
  };
  await Promise.all(Array.from({ length: atATime }, till));
  const records = recordsIn(journal);
  const met = Object.fromEntries(Object.values(phases).map((phase) => [phase, 0])) as Record<Phase, number>;
  for (const till of killed) met[phaseOf(till, records.get(till.outTradeNo), server)] += 1;
  return { journal, killed, ended: count - killed.length, phases: met };
}

/** When to kill: so many milliseconds after the start, or after a text was shown. */
interface Moment {
  readonly text: string;
  readonly after: number;
}

/** From before the start has ended to after the response was shown; most of them where the payment is under way. */
function randomMoment(random: () => number): Moment {
  const kind = random();
  const part = random();
  if (kind < 0.2) return { text: '', after: part * 700 };
  if (kind < 0.5) return { text: '订单号', after: part * 60 };
  if (kind < 0.9) return { text: '已发送', after: part ** 3 * 2_500 };
  return { text: '\n\n', after: part * 10 };
}

/** What a moment waits for may never be shown: then the till is killed so many milliseconds after its start. */
const latest = 6_000;

/** @returns undefined when the till had ended by itself before */
async function payAndKill(
  outTradeNo: string,
  order: readonly string[],
  when: Moment | (() => boolean),
): Promise<Killed | undefined> {
  const child = start(['pay', '--out-trade-no', outTradeNo, ...order]);
  const kill = () => child.kill('SIGKILL');
  const last = setTimeout(kill, latest);
  let stdout = '';
  let timer: NodeJS.Timeout | undefined;
  const watch = () => {
    if (typeof when === 'function') timer ??= setInterval(() => when() && kill(), 5);
    else if (stdout.includes(when.text)) timer ??= setTimeout(kill, when.after);
  };
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
    watch();
  });
  watch();
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
  clearInterval(timer);
  clearTimeout(last);
  return signal === 'SIGKILL' ? { outTradeNo, stdout } : undefined;
}

function phaseOf({ outTradeNo, stdout }: Killed, record: JournalRecord | undefined, server: MockServer): Phase {
  if (record === undefined) return phases.starting;
  if (/[✔✘?] /.test(stdout)) return phases.shown;
  if (record.state !== 'undecided') return phases.decided;
  return server.state().orders.some((order) => order.outTradeNo === outTradeNo) ? phases.underWay : phases.recorded;
}

/** The states in which a customer may still pay. */
const waiting: Readonly<Record<number, readonly number[]>> = { 1: [1, 9, 12], 2: [1, 4] };

/**
 * Compares what the journal says with what the sandbox did.
 *
 * @returns the numbers of orders that are undecided, as their customers still may pay
 */
export function checkBooks(server: MockServer, { journal }: Wreckage): string[] {
  const records = recordsIn(journal);
  const { orders } = server.state();
  // Nothing was sent that was not recorded before.
  for (const { outTradeNo } of orders) expect(records.has(outTradeNo)).toBe(true);
  const undecided: string[] = [];
  for (const record of records.values()) {
    const { outTradeNo, state } = record;
    const order = orders.find((item) => item.outTradeNo === outTradeNo);
    const mayPay = order !== undefined && (waiting[order.payPlatform]?.includes(order.currentTradeState) ?? false);
    expect(order?.charges ?? 0).toBeLessThanOrEqual(1);
    const truth = mayPay ? 'undecided' : order?.paid ? 'paid' : 'not paid';
    const said = state === 'failed' || state === 'closed' ? 'not paid' : state;
    expect({ outTradeNo, said }).toEqual({ outTradeNo, said: truth });
    if (state === 'undecided') undecided.push(outTradeNo);
  }
  for (const outTradeNo of undecided) expect(outTradeNo).toContain(`-${forEver}`);
  return undecided.sort();
}

/** The same numbers from 0 to 1 at each run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
