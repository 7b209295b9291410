import { type CallOptions, CloudPayError } from '@cloudpay/core';
import { concludeLater, followed } from '../context/channels.ts';
import type { PaymentsContext } from '../context/context.ts';
import { momentOf } from '../journal/moment.ts';
import { OrderEntry } from '../journal/order-entry.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { beginning } from '../wait/known.ts';
import { Poller } from '../wait/poller.ts';
import type { Schedule } from '../wait/schedule.ts';
import { OrderOperation, type SendPayment } from './order-operation.ts';
import { Payment } from './payment.ts';
import type { Prepared } from './prepare.ts';
import { ProgressLog } from './progress.ts';

/**
 * Records a checked payment and starts its wait.
 *
 * @throws CloudPayError `REFUSED_LOCALLY`, `JOURNAL_UNAVAILABLE` or `CLOSED`: nothing was sent
 */
export async function startPayment(
  context: PaymentsContext,
  prepared: Prepared,
  send: SendPayment,
  options: CallOptions & { readonly schedule: Schedule },
): Promise<Payment> {
  const { outTradeNo, tradeType, payPlatform } = prepared.order;
  const { payment } = await followed(
    context,
    'cloudpay:payment',
    { outTradeNo, tradeType, payPlatform },
    () => start(context, prepared, send, options),
    ({ outcome }, end) => concludeLater(outcome, end),
  );
  return payment;
}

async function start(
  context: PaymentsContext,
  { order }: Prepared,
  send: SendPayment,
  options: CallOptions & { readonly schedule: Schedule },
): Promise<{ readonly payment: Payment; readonly outcome: Promise<OrderOutcome> }> {
  const { client, journal, live } = context;
  if (client.closed.aborted) {
    throw new CloudPayError('客户端已关闭 (the client is closed)', { code: 'CLOSED', outcome: 'failed' });
  }
  const acceptedAt = momentOf(client);
  const record = await OrderEntry.accept(journal, order, acceptedAt);
  const operation = new OrderOperation(client, { ...order, acceptedAt }, send);
  const listener = new ProgressLog();
  const { outcome } = new Poller(context, {
    ...options,
    operation,
    record,
    listener,
    live,
    number: order.outTradeNo,
    start: beginning,
  });
  return { payment: new Payment(order, outcome, listener), outcome };
}
