// A shop's watchman: serves metrics, and every minute asks what became of the orders that nobody works on.
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudPayError, configurationFromEnv, openFileJournal, Payments } from '@cloudpay/payments';
import { startMetrics } from './metrics.ts';

await using metrics = await startMetrics(Number(process.env.METRICS_PORT ?? 9464));
await using payments = new Payments({
  ...configurationFromEnv(),
  // The journal of the tills on this machine.
  journal: await openFileJournal(process.env.TILL_JOURNAL ?? 'till.db'),
});
console.log(`指标 metrics: ${metrics.url}`);

const closing = new AbortController();
process.once('SIGINT', () => closing.abort());
process.once('SIGTERM', () => closing.abort());
const { signal } = closing;

while (!signal.aborted) {
  try {
    for await (const { outTradeNo, outcome } of payments.resume({ signal })) console.log(outTradeNo, outcome.result);
    await sleep(60_000, undefined, { signal });
  } catch (error) {
    // The journal may be back in a minute. The metrics tell that it is not.
    if (!signal.aborted) console.error(error instanceof CloudPayError ? error.message : error);
    await sleep(60_000, undefined, { signal }).catch(() => undefined);
  }
}
