// Takes a payment whose customer types a password, and waits to be killed.
import { hostname } from 'node:os';
import { configurationFromEnv, openFileJournal, Payments } from '@cloudpay/payments';

const payments = new Payments({
  ...configurationFromEnv(),
  journal: await openFileJournal(process.argv[2]),
  onEvent: ({ type }) => type === 'response' && console.log(`${outTradeNo} ${process.pid} ${hostname()}`),
});
const outTradeNo = await payments.newOrderNumber();
await payments.microPay({ outTradeNo, authorCode: '134520273825380001', totalFee: 1, body: 'coffee' });
