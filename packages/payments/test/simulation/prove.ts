// `pnpm prove [--seeds N]`: lives a hundred thousand worlds on all processors, and looks for every planted bug. It is run by hand.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '100000' } } });
const seeds = Number(values.seeds);
if (!Number.isSafeInteger(seeds) || seeds < 1) {
  console.error('usage: pnpm prove [--seeds N]');
  process.exit(64);
}
/** Far from the seeds of the tests. */
const firstSeed = 10_000_000;
/** So many worlds live in one process: it ends before its memory fills. */
const batch = 2_500;
const start = performance.now();
const jobs: string[][] = [['planted/find.ts']];
for (let from = 0; from < seeds; from += batch)
  jobs.push(['simulate.ts', '--from', String(firstSeed + from), '--seeds', String(Math.min(batch, seeds - from))]);
let failures = 0;
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) if (!(await run(job))) failures += 1;
  }),
);
const minutes = ((performance.now() - start) / 60_000).toFixed(1);
console.log(
  `${seeds} worlds and the planted bugs, in ${minutes} minutes: ${failures === 0 ? 'all is well' : `${failures} jobs failed`}`,
);
process.exit(failures === 0 ? 0 : 1);

/** @returns whether all was well */
function run([script = '', ...args]: readonly string[]): Promise<boolean> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@cloudpay/source', path, ...args], { stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}
