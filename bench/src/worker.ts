// A process of its own for one client: makes as many calls as it is told, and tells the CPU time of each.
import { type Client, clients } from './clients/clients.ts';
import type { Setting } from './setting.ts';

const { connect } = clients.find(({ name }) => name === process.env.BENCH_CLIENT) as Client;
const call = await connect(JSON.parse(process.env.BENCH_SETTING ?? '') as Setting);

process.on('message', async ({ calls, inFlight }: { calls: number; inFlight: number }) => {
  let left = calls;
  const caller = async () => {
    while (left-- > 0) await call();
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, caller));
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / calls);
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
