import { Command } from 'commander';
import { withPayments } from '../connection/connect.ts';
import { warmUp } from '../connection/warm-up.ts';
import { type AmountOptions, feeOf, withAmountOptions } from '../options/amount.ts';
import { type JournalOption, withJournalOption } from '../options/journal.ts';
import { type NewOrderOptions, withNewOrderOptions } from '../options/new-order.ts';
import { type PaymentCodeOption, paymentCodeOf, withPaymentCodeOption } from '../options/payment-code.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { takePayment } from '../payment/take-payment.ts';
import { outcomeDocument } from '../report/document.ts';
import { type Report, reporting } from '../report/report.ts';
import { exitStatusOf } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';

interface PayOptions extends ServiceOptions, JournalOption, AmountOptions, PaymentCodeOption, NewOrderOptions {}

/** `pay`: takes a payment by the code that the customer shows. */
export function payCommand(): Command {
  const command = new Command('pay').description(
    '刷卡支付：扫顾客的付款码收款 take a payment by the code that the customer shows',
  );
  withNewOrderOptions(withAmountOptions(withPaymentCodeOption(command)));
  return withServiceOptions(withJournalOption(command), 150).action(reporting(pay));
}

async function pay(options: PayOptions, display: Display): Promise<Report> {
  const totalFee = feeOf(options);
  return withPayments(options, display, async (payments) => {
    // While the customer's code is scanned there is time.
    const warm = warmUp(payments);
    const authorCode = await paymentCodeOf(options, display);
    await warm;
    const { outTradeNo, body } = options;
    const { payment, outcome } = await takePayment(payments, { outTradeNo, authorCode, totalFee, body }, options, display);
    return { exitStatus: exitStatusOf(outcome), document: outcomeDocument(outcome, payment) };
  });
}
