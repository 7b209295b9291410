import type { OrderOutcome, Payment, Payments } from '@cloudpay/payments';
import type { JournalOption } from '../options/journal.ts';
import type { ServiceOptions } from '../options/service.ts';
import { showNextSteps } from '../report/hints.ts';
import { showOutcome } from '../report/outcome-words.ts';
import { watch } from '../report/payment-progress.ts';
import { platformName } from '../report/platform-words.ts';
import type { Display } from '../terminal/display.ts';
import { showFact } from '../terminal/facts.ts';
import { interruption } from '../terminal/interruption.ts';
import { yuan } from '../terminal/money.ts';

/** What a cashier asks for. */
export interface PaymentWish {
  /** Made when left out. */
  readonly outTradeNo?: string | undefined;
  readonly authorCode: string;
  /** 分 fen */
  readonly totalFee: number;
  readonly body: string;
}

/** Takes a payment by the customer's code, shows it on its way, and says what to do where it ends undecided. */
export async function takePayment(
  payments: Payments,
  { authorCode, totalFee, body, ...wish }: PaymentWish,
  options: ServiceOptions & JournalOption,
  display: Display,
): Promise<{ readonly payment: Payment; readonly outcome: OrderOutcome }> {
  const outTradeNo = wish.outTradeNo ?? (await payments.newOrderNumber());
  // Before anything is sent: whoever looks after a crash needs the number.
  showFact(display, '订单号 Order', outTradeNo);
  showFact(display, '金额 Amount', yuan(totalFee));

  using interrupted = interruption();
  const { signal } = interrupted;
  const payment = await payments.microPay({ outTradeNo, authorCode, totalFee, body }, { signal, timeout: options.timeout });
  showFact(display, '支付平台 Platform', platformName(payment.payPlatform));
  const outcome = await watch(payment, display);

  showOutcome(outcome, display);
  if (signal.aborted && outcome.result === 'unknown') display.line('  已中断，订单未决。 Interrupted: the order is undecided.');
  showNextSteps(outcome, outTradeNo, options, display);
  return { payment, outcome };
}
