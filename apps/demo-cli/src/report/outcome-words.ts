import type { OrderOutcome } from '@cloudpay/payments';
import type { Colours, Display } from '../terminal/display.ts';
import { yuan } from '../terminal/money.ts';
import { failureOf } from './platform-words.ts';
import { type OutcomeWords, showVerdict, verdicts } from './verdict.ts';

/** Shows an order's outcome, below what led to it. */
export function showOutcome(outcome: OrderOutcome, display: Display): void {
  showVerdict(outcomeWords(outcome, display.colours), display);
}

export function outcomeWords(outcome: OrderOutcome, colours: Colours): OutcomeWords {
  const { good, bad, doubtful } = verdicts(colours);
  switch (outcome.result) {
    case 'paid':
      return { verdict: good(`已支付 PAID${amountOf(outcome.order.totalFee)}`) };
    case 'failed':
      return {
        verdict: bad('未支付 NOT PAID'),
        reason: outcome.error?.message ?? (outcome.order && failureOf(outcome.order)),
      };
    case 'unknown':
      return {
        verdict: doubtful('结果未知 NOT CERTAIN'),
        reason: outcome.error?.message ?? '顾客可能仍在付款 (the customer may still be paying)',
      };
    case 'awaitingPayment':
      return { verdict: doubtful(`等待顾客扫码 WAITING FOR THE CUSTOMER${amountOf(outcome.order?.totalFee)}`) };
    case 'partlyRefunded':
      return {
        verdict: doubtful(`已部分退款 PARTLY REFUNDED${amountOf(outcome.refundedFee)}`),
        reason:
          outcome.remainingFee === undefined
            ? '已退金额未知，可能已全部退回 (how much went back is not known: it may be all)'
            : `还可退 left to refund ${yuan(outcome.remainingFee)}`,
      };
    case 'refunded':
      return { verdict: bad(`已退款 REFUNDED${amountOf(outcome.order.totalFee)}`) };
    case 'reversed':
      return { verdict: bad(`已撤销 REVERSED${amountOf(outcome.order.totalFee)}`) };
    case 'closed':
      return { verdict: bad('已关闭 CLOSED'), reason: '没有收款 (the shop was not paid)' };
    case 'reentryConflict':
      return { verdict: bad('订单号冲突 NUMBER CONFLICT'), reason: outcome.error.message };
    case 'notFound':
      return { verdict: bad('无此订单 NO SUCH ORDER'), reason: outcome.error.message };
  }
}

function amountOf(fee: number | undefined): string {
  return fee === undefined ? '' : `  ${yuan(fee)}`;
}
