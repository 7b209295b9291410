import { Command } from 'commander';
import { withPayments } from '../connection/connect.ts';
import { warmUp } from '../connection/warm-up.ts';
import { type AmountOptions, feeOf, withAmountOptions } from '../options/amount.ts';
import { type JournalOption, withJournalOption } from '../options/journal.ts';
import { type NewOrderOptions, withNewOrderOptions } from '../options/new-order.ts';
import { type PlatformOption, platformOf, withPlatformOption } from '../options/platform.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { outcomeDocument } from '../report/document.ts';
import { cancelHint, queryHint, showResumeHint } from '../report/hints.ts';
import { showOutcome } from '../report/outcome-words.ts';
import { watch } from '../report/payment-progress.ts';
import { platformName } from '../report/platform-words.ts';
import { type Emit, type Report, reporting } from '../report/report.ts';
import { exitStatusOf } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { showFact } from '../terminal/facts.ts';
import { interruption } from '../terminal/interruption.ts';
import { yuan } from '../terminal/money.ts';
import { showQrCode } from '../terminal/qr-code.ts';

interface QrOptions extends ServiceOptions, JournalOption, AmountOptions, PlatformOption, NewOrderOptions {}

/** `qr`: takes a payment by a code that the customer scans. */
export function qrCommand(): Command {
  const command = new Command('qr').description(
    '扫码支付：顾客扫屏幕上的码付款 take a payment by a code that the customer scans',
  );
  withNewOrderOptions(withAmountOptions(withPlatformOption(command)));
  return withServiceOptions(withJournalOption(command), 300).action(reporting(qr));
}

async function qr(options: QrOptions, display: Display, emit: Emit): Promise<Report> {
  const totalFee = feeOf(options);
  const payPlatform = platformOf(options);
  return withPayments(options, display, async (payments) => {
    const warm = warmUp(payments);
    const outTradeNo = options.outTradeNo ?? (await payments.newOrderNumber());
    // Before anything is sent: whoever looks after a crash needs the number.
    showFact(display, '订单号 Order', outTradeNo);
    showFact(display, '金额 Amount', yuan(totalFee));
    showFact(display, '支付平台 Platform', platformName(payPlatform));
    await warm;

    using interrupted = interruption();
    const { signal } = interrupted;
    const request = { outTradeNo, payPlatform, totalFee, body: options.body };
    const payment = await payments.scanCodePay(request, { signal, timeout: options.timeout });
    const outcome = await watch(payment, display, (codeUrl) => {
      emit({ event: 'qr', codeUrl, outTradeNo });
      showQrCode(codeUrl, display);
    });

    showOutcome(outcome, display);
    if (outcome.result === 'awaitingPayment' || outcome.result === 'unknown') {
      if (signal.aborted) display.line('  已中断，订单未决。 Interrupted: the order is undecided.');
      display.line('  顾客仍可能付款：请查询，或关闭订单；关闭之前切勿换号重收。');
      display.line('  The customer may still pay: ask again, or close the order.');
      display.line('  Do not charge under a new number before it is closed:');
      display.line(`  ${queryHint(outTradeNo, options)}`);
      display.line(`  ${cancelHint(outTradeNo, options)}`);
      showResumeHint(display, options);
    }
    return { exitStatus: exitStatusOf(outcome), document: outcomeDocument(outcome, payment) };
  });
}
