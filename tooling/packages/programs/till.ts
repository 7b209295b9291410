import { ArgumentError, configurationFromEnv, type OrderOutcome, type Payment, Payments } from '@cloudpay/payments';
import { createNodeTransport, openPayments, type PaymentsContext, queryOrder } from '@cloudpay/payments/functions';

async function main(): Promise<void> {
  await using payments = new Payments(configurationFromEnv());
  const outTradeNo = await payments.newOrderNumber();
  const payment: Payment = await payments.microPay({
    outTradeNo,
    authorCode: '134520273825380000',
    totalFee: 1,
    body: 'coffee',
  });
  const fee = paidFee(await payment.result());
  await using opened: PaymentsContext = openPayments({ ...configurationFromEnv(), transport: createNodeTransport() });
  const field = await queryOrder(opened, { outTradeNo: '' }).then(
    () => 'none',
    (error: unknown) => (error instanceof ArgumentError ? error.field : 'none'),
  );
  console.log(`${fee} ${field}`);
}

function paidFee(outcome: OrderOutcome): number | undefined {
  return outcome.result === 'paid' ? outcome.order.totalFee : undefined;
}

void main();
