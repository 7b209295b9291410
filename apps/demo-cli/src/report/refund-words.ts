import type { CloudPayError, RefundQueryOutcome } from '@cloudpay/payments';
import type { Colours } from '../terminal/colours.ts';
import { yuan } from '../terminal/money.ts';
import { type OutcomeWords, verdicts } from './verdict.ts';

/** A refund's outcome in words. */
export function refundWords(outcome: RefundQueryOutcome, colours: Colours): OutcomeWords {
  const { good, bad, doubtful } = verdicts(colours);
  switch (outcome.result) {
    case 'succeeded':
      return { verdict: good(`已退款 REFUNDED${amountOf(outcome.refund.refundFee)}`) };
    case 'failed':
      return {
        verdict: bad('退款失败 NOT REFUNDED'),
        reason: outcome.needsPerson
          ? '银行拒收，钱已回到商户：请人工退给顾客 the bank refused: a person must pay the customer'
          : (outcome.error?.message ?? '支付平台未能退款 the platform could not refund'),
      };
    case 'unknown':
      return { verdict: doubtful('退款未定 NOT CERTAIN'), reason: whyOpen(outcome) };
    case 'notFound':
      return {
        verdict: bad('无此退款 NO SUCH REFUND'),
        reason: outcome.error.message,
        advice: [
          '刚刚退过的，请求可能还在路上：一分钟后再查，此前切勿换号重退。',
          'If it was refunded just now, the request may be under way: ask again after a minute,',
          'and do not refund under a new number before.',
        ],
      };
  }
}

function whyOpen({ refund, error }: { refund?: object; error?: CloudPayError }): string {
  if (refund === undefined && error !== undefined) return error.message;
  return '支付平台处理中，有的银行需要几天 being processed; some banks take days';
}

function amountOf(fee: number | undefined): string {
  return fee === undefined ? '' : `  ${yuan(fee)}`;
}
