import { type Part, parts } from './attribution.ts';
import { clients } from './clients/clients.ts';
import { ask, startWorker } from './cpu.ts';
import type { Setting } from './setting.ts';
import { median } from './statistics.ts';

/** The CPU time of each part of a call, as a multiple of a whole call of the baseline. */
export type Breakdown = Readonly<Record<Part, number>>;

/** The columns of the table, with a part of each client's name. */
const columns = [
  ['baseline', 'the baseline'],
  ['SDK', '@cloudpay/payments'],
  ['stripe', 'stripe'],
] as const;

/**
 * Profiles the calls of the baseline and the SDK. The results are medians over rounds in which they alternate, for each
 * number of concurrent calls.
 */
export async function measureProfile(setting: Setting, inFlight: readonly number[], quick: boolean): Promise<Breakdown[][]> {
  const names = columns.map(([, part]) => clients.find(({ name }) => name.includes(part))?.name ?? '');
  const workers = await Promise.all(names.map((name) => startWorker(name, setting)));
  const calls = quick ? 1_000 : 3_000;
  const breakdowns: Breakdown[][] = [];
  for (const number of inFlight) {
    const rounds: Record<Part, number>[][] = workers.map(() => []);
    // The first rounds are a warm-up.
    for (let round = -2; round < (quick ? 5 : 15); round += 1) {
      let floor = 0;
      for (const [index, worker] of workers.entries()) {
        const micros = await ask<number>(worker, { calls, inFlight: number });
        const shares = await ask<Record<Part, number>>(worker, { calls, inFlight: number, profiled: true });
        if (index === 0) floor = micros;
        if (round >= 0) rounds[index]?.push(scaled(shares, micros / floor));
      }
    }
    breakdowns.push(rounds.map(medians));
  }
  for (const worker of workers) worker.disconnect();
  return breakdowns;
}

function scaled(shares: Record<Part, number>, factor: number): Record<Part, number> {
  return Object.fromEntries(Object.entries(shares).map(([part, share]) => [part, share * factor])) as Record<Part, number>;
}

function medians(rounds: readonly Record<Part, number>[]): Breakdown {
  const entries = (Object.keys(parts) as Part[]).map((part) => [part, median(rounds.map((round) => round[part]))] as const);
  return Object.fromEntries(entries) as Breakdown;
}

const sum = (breakdown: Breakdown) => (Object.keys(parts) as Part[]).reduce((total, part) => total + breakdown[part], 0);

/** The heading of the section. It is used to find the section again. */
export const profileHeading = '## Where the CPU of a call goes';

/** The section of the document. */
export function describeProfile(inFlight: readonly number[], breakdowns: readonly (readonly Breakdown[])[]): string {
  const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rowOf = (name: string, value: (breakdown: Breakdown) => number) =>
    row(name, ...breakdowns.flat().map((breakdown) => value(breakdown).toFixed(2)));
  return [
    profileHeading,
    '',
    "The baseline and the SDK, analysed with V8's profiler, as multiples of a whole call of the baseline: medians over rounds in which they alternate",
    '(`pnpm bench --profile` measures only this). Work of Node counts for the code that called it.',
    '',
    row('', ...inFlight.flatMap((number) => columns.map(([column]) => `${column}, ${number} in flight`))),
    row('---', ...breakdowns.flat().map(() => '---')),
    ...(Object.keys(parts) as Part[]).map((part) => rowOf(parts[part], (breakdown) => breakdown[part])),
    rowOf('**all**', sum),
    '',
    'The SDK does more than the baseline: it checks and renames every field of request and response, looks for numbers that JSON',
    'would round and for repeated responses, and handles timeouts and a list of hosts.',
    '',
  ].join('\n');
}
