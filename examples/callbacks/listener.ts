import type { Callback } from '@cloudpay/payments';

/** What a shop does with a callback. It may be told twice of the same payment after a restart, so doing it twice must be harmless. */
export async function listener(callback: Callback): Promise<void> {
  if (callback.type === 'payment') {
    const { outTradeNo, totalFee } = callback.order;
    console.log(JSON.stringify({ payment: outTradeNo, result: callback.outcome.result, totalFee }));
  } else {
    for (const { refund, outcome } of callback.refunds) {
      console.log(JSON.stringify({ refund: refund.outRefundNo, result: outcome.result, refundFee: refund.refundFee }));
    }
  }
}
