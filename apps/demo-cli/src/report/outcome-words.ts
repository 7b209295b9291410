import type { OrderOutcome } from '@cloudpay/payments';
import type { Colours } from '../terminal/colours.ts';
import type { Display } from '../terminal/display.ts';
import { yuan } from '../terminal/money.ts';
import { failureOf } from './platform-words.ts';
import { type OutcomeWords, showVerdict, verdicts } from './verdict.ts';

/** Shows an order's outcome, below what led to it. */
export function showOutcome(outcome: OrderOutcome, display: Display): void {
  showVerdict(outcomeWords(outcome, display.colours), display);
}

/** The status of a number that has an order. */
const numberUsed = 102;

const unknownAdvice = [
  '顾客可能已付款：切勿换号重收，请再次查询。',
  'The customer may have paid: do not charge again, ask again.',
];

const personAdvice = [
  '请核对该订单的金额、时间和收银机：是本次销售且已付，即已收款；核对之前切勿重收。',
  'Compare the amount, the time and the till of the order: if it is this sale’s and paid, the sale is paid.',
  'Do not charge again before.',
];

const usedNumberAdvice = [
  '先查询该单号：是本次销售且已付，即已收款；否则才换号重收。切勿撤单。',
  'Query this number first: if its order is this sale’s and paid, the sale is paid.',
  'Only otherwise charge under a new number. Do not cancel it.',
];

const tooSoonAdvice = [
  '刚刚收过款的，请求可能还在路上：一分钟后再查，此前切勿重收。',
  'If it was charged just now, the request may be under way:',
  'ask again after a minute, and do not charge again before.',
];

type Unknown = Extract<OrderOutcome, { result: 'unknown' }>;

export function outcomeWords(outcome: OrderOutcome, colours: Colours): OutcomeWords {
  const { good, bad, doubtful } = verdicts(colours);
  switch (outcome.result) {
    case 'paid':
      return { verdict: good(`已支付 PAID${amountOf(outcome.order.totalFee)}`) };
    case 'failed':
      return {
        verdict: bad('未支付 NOT PAID'),
        reason: outcome.error?.message ?? (outcome.order && failureOf(outcome.order)),
        ...(outcome.error?.status === numberUsed && { advice: usedNumberAdvice }),
      };
    case 'unknown':
      return unknownWords(outcome, colours);
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
      return { verdict: bad('订单号冲突 NUMBER CONFLICT'), reason: outcome.error.message, advice: usedNumberAdvice };
    case 'notFound':
      return { verdict: bad('无此订单 NO SUCH ORDER'), reason: outcome.error.message, advice: tooSoonAdvice };
  }
}

function unknownWords({ needsPerson, error, order }: Unknown, colours: Colours): OutcomeWords {
  const { doubtful } = verdicts(colours);
  if (needsPerson) {
    return { verdict: doubtful('需人工核对 A PERSON MUST LOOK'), reason: error?.message, advice: personAdvice };
  }
  return {
    verdict: doubtful('结果未知 NOT CERTAIN'),
    reason: error?.message ?? (order && '顾客可能仍在付款 (the customer may still be paying)'),
    advice: unknownAdvice,
  };
}

function amountOf(fee: number | undefined): string {
  return fee === undefined ? '' : `  ${yuan(fee)}`;
}
