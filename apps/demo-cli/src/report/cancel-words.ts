import type { CancelOutcome } from '@cloudpay/payments';
import type { Colours } from '../terminal/colours.ts';
import { type OutcomeWords, verdicts } from './verdict.ts';

const orderStands = [
  '订单可能仍然有效、已付或将付：查清之前切勿重收。',
  'The order may stand, and be paid: do not charge again before you know.',
];

/** A cancellation's outcome in words. */
export function cancelWords(outcome: CancelOutcome, colours: Colours): OutcomeWords {
  const { good, bad, doubtful } = verdicts(colours);
  switch (outcome.result) {
    case 'cancelled':
      return { verdict: good('已撤单 CANCELLED'), reason: '没有收款，或已退回顾客 nothing was taken, or it goes back' };
    case 'failed':
      return { verdict: bad('未撤单 NOT CANCELLED'), reason: outcome.error.message, advice: orderStands };
    case 'unknown':
      return { verdict: doubtful('撤单结果未知 NOT CERTAIN'), reason: outcome.error.message, advice: orderStands };
  }
}
