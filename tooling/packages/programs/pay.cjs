const { configurationFromEnv, createFetchTransport, Payments } = require('@cloudpay/payments');

async function main() {
  // The CommonJS build holds ky, which is ESM only.
  const payments = new Payments({ ...configurationFromEnv(), transport: createFetchTransport(fetch) });
  const outTradeNo = await payments.newOrderNumber();
  const payment = await payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 1, body: 'coffee' });
  const outcome = await payment.result();
  await payments.close();
  console.log(outcome.result);
}

main();
