import type { Payments } from '@cloudpay/payments';
import type { Cashier } from './cashier.ts';
import { tell } from './sale.ts';

/** Finds out what became of the orders that a crash, a power cut or Ctrl-C left open. It only asks: nobody is charged. */
export async function settleOpen(payments: Payments, cashier: Cashier, signal: AbortSignal): Promise<void> {
  // Opens the connection before the first customer comes, and learns the service's clock.
  await payments.warmUp({ signal }).catch((error: Error) => cashier.show(`网络不通 no connection: ${error.message}`));
  for await (const item of payments.resume({ signal })) {
    cashier.show(`上次未决 left open: ${item.outTradeNo}`);
    if (item.kind === 'order') tell(cashier, item.outTradeNo, item.outcome);
    else cashier.show(`退款 refund ${item.outRefundNo}: ${item.outcome.result}`);
  }
}
