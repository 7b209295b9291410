// A separate process for one client: makes as many calls as requested, and reports the CPU time of each, or the share of
// each part.
import { profile } from './attribution.ts';
import { type Client, clients } from './clients/clients.ts';
import type { Setting } from './setting.ts';

const { connect } = clients.find(({ name }) => name === process.env.BENCH_CLIENT) as Client;
const call = await connect(JSON.parse(process.env.BENCH_SETTING ?? '') as Setting);

export interface Task {
  readonly calls: number;
  readonly inFlight: number;
  readonly profiled?: true;
}

process.on('message', async ({ calls, inFlight, profiled }: Task) => {
  const make = (left: number) => {
    const caller = async () => {
      while (left-- > 0) await call();
    };
    return Promise.all(Array.from({ length: inFlight }, caller));
  };
  const run = () => make(calls);
  // A waiting process returns memory and loses the processor's caches. So the first half of the calls is not measured.
  await make(calls / 2);
  if (profiled) {
    process.send?.(await profile(run));
    return;
  }
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / calls);
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
