import { configurationFromEnv } from '@cloudpay/payments';
import { createNodeTransport, microPay, newOrderNumber, openPayments } from '@cloudpay/payments/functions';

const payments = openPayments({ ...configurationFromEnv(), transport: createNodeTransport() });
const outTradeNo = await newOrderNumber(payments);
const payment = await microPay(payments, { outTradeNo, authorCode: '134520273825380000', totalFee: 1, body: 'coffee' });
const outcome = await payment.result();
await payments.close();
console.log(outcome.result);
