import { CloudPayError, type OrderOutcome, type Payments } from '@cloudpay/payments';
import type { Cashier } from './cashier.ts';
import { receipt } from './receipt.ts';

/** One customer. */
export interface Sale {
  /** 分 fen */
  readonly totalFee: number;
  readonly authorCode: string;
  /** What the customer reads on the bill. */
  readonly body: string;
}

/** Takes one payment, to its end. */
export async function sell(payments: Payments, sale: Sale, cashier: Cashier, signal: AbortSignal): Promise<void> {
  const outTradeNo = await payments.newOrderNumber();
  const payment = await payments.microPay({ outTradeNo, ...sale }, { signal });
  for await (const step of payment) {
    if (step.type === 'customerPaying') cashier.show('请顾客输入密码 the customer types a password');
    if (step.type === 'uncertain') cashier.show('正在查询结果 asking what became of it');
  }
  const outcome = await payment.result();
  tell(cashier, outTradeNo, outcome);
  if (outcome.result === 'unknown' && !signal.aborted) await lookAfter(payments, outTradeNo, cashier);
}

/** Says what an outcome means at the counter. */
export function tell(cashier: Cashier, outTradeNo: string, outcome: OrderOutcome): void {
  switch (outcome.result) {
    case 'paid':
      cashier.show('已收款 PAID');
      cashier.show(receipt(outcome.order));
      break;
    case 'failed':
    case 'closed':
    case 'reversed':
      cashier.show(`未收款，可以重新收款 NOT PAID, charge again: ${reasonOf(outcome)}`);
      break;
    case 'unknown':
      cashier.show(`结果未知，切勿重新收款 NOT CERTAIN, do not charge again: ${outTradeNo}`);
      break;
    case 'reentryConflict':
      cashier.show(`订单号冲突，切勿撤单 the number belongs to another order, never cancel it: ${outTradeNo}`);
      break;
    default:
      cashier.show(`请人工核对 let a person look: ${outTradeNo} ${outcome.result}`);
  }
}

/** The customer stands there, and nobody knows whether they paid: ask again, or take the order back. */
async function lookAfter(payments: Payments, outTradeNo: string, cashier: Cashier): Promise<void> {
  for (;;) {
    const choice = await cashier.ask('1 再查 ask again · 2 撤单 cancel · 3 稍后 later: ');
    if (choice === '1') {
      const outcome = await payments.queryOrder({ outTradeNo });
      tell(cashier, outTradeNo, outcome);
      if (outcome.result !== 'unknown') return;
    } else if (choice === '2') {
      if (await cancel(payments, outTradeNo, cashier)) return;
    } else {
      // The next start asks the service.
      cashier.show(`请记下订单号 note the number: ${outTradeNo}`);
      return;
    }
  }
}

/** @returns whether the order is over, with no money in the shop */
async function cancel(payments: Payments, outTradeNo: string, cashier: Cashier): Promise<boolean> {
  try {
    const cancelled = await payments.cancelOrder({ outTradeNo });
    if (cancelled.result === 'cancelled') {
      cashier.show('已撤单，可以重新收款；已付的会退回 CANCELLED, charge again; what was paid goes back');
      return true;
    }
    cashier.show(`撤单${cancelled.result === 'failed' ? '失败 failed' : '结果未知 not certain'}: ${cancelled.error.message}`);
  } catch (error) {
    if (!(error instanceof CloudPayError)) throw error;
    cashier.show(`不能撤单 must not be cancelled: ${error.message}`);
  }
  return false;
}

/** The service's reason, or the platform's own words for the state of the order. */
function reasonOf(outcome: OrderOutcome): string {
  if ('error' in outcome && outcome.error) return outcome.error.message;
  return ('order' in outcome && outcome.order?.tradeStateDesc) || outcome.result;
}
