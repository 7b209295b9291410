import type { CallbackListener } from '@cloudpay/payments';
import type { FastifyBaseLogger } from 'fastify';

/**
 * What the gateway does with what Cloud Pay tells: here it writes a line; a shop would mark the order in its own books.
 * It may be told twice of the same payment, after a restart say, so doing it twice must be harmless.
 */
export function callbackListener(log: FastifyBaseLogger): CallbackListener {
  return (callback) => {
    if (callback.type === 'payment') {
      log.info({ callback: 'payment', outTradeNo: callback.order.outTradeNo, result: callback.outcome.result });
      return;
    }
    for (const { refund, outcome } of callback.refunds) {
      log.info({ callback: 'refund', outRefundNo: refund.outRefundNo, result: outcome.result });
    }
  };
}
