import { configurationFromEnv, Payments } from '@cloudpay/payments';

const payments = new Payments(configurationFromEnv());
const outTradeNo = await payments.newOrderNumber();
const payment = await payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 1, body: 'coffee' });
const outcome = await payment.result();
await payments.close();
console.log(outcome.result);
