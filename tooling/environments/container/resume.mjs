import { hostname } from 'node:os';
import { configurationFromEnv, openFileJournal, Payments } from '@cloudpay/payments';

const payments = new Payments({ ...configurationFromEnv(), journal: await openFileJournal(process.argv[2]) });
for await (const { outTradeNo, outcome } of payments.resume()) {
  console.log(`${outTradeNo} ${outcome.result} ${process.pid} ${hostname()}`);
}
await payments.close();
