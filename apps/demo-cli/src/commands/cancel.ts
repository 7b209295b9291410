import { TradeType } from '@cloudpay/payments';
import { Command, Option } from 'commander';
import { withPayments } from '../connection/connect.ts';
import { warmUp } from '../connection/warm-up.ts';
import { type JournalOption, withJournalOption } from '../options/journal.ts';
import { type OrderNumberOption, withOrderNumberOption } from '../options/order-number.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { cancelWords } from '../report/cancel-words.ts';
import { cancelDocument } from '../report/document.ts';
import { queryHint, showResumeHint } from '../report/hints.ts';
import { type Report, reporting } from '../report/report.ts';
import { showVerdict } from '../report/verdict.ts';
import { exitStatusOf } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { showFact } from '../terminal/facts.ts';
import { interruption } from '../terminal/interruption.ts';

interface CancelOptions extends ServiceOptions, JournalOption, OrderNumberOption {
  readonly tradeType?: '1' | '2';
}

/** `cancel`: reverses a micro payment, or closes a scan-code order. */
export function cancelCommand(): Command {
  const command = new Command('cancel').description('撤单：撤销刷卡支付，或关闭扫码订单 reverse a payment, or close an order');
  const tradeType = new Option(
    '--trade-type <type>',
    '1 刷卡 by customer code, 2 扫码 by QR code；默认由日志或服务得知 known by default',
  );
  withOrderNumberOption(command).addOption(tradeType.choices([String(TradeType.MicroPay), String(TradeType.ScanCodePay)]));
  return withServiceOptions(withJournalOption(command), 15).action(reporting(cancel));
}

function cancel(options: CancelOptions, display: Display): Promise<Report> {
  const { outTradeNo, timeout } = options;
  return withPayments(options, display, async (payments) => {
    showFact(display, '订单号 Order', outTradeNo);
    await warmUp(payments);
    using interrupted = interruption();
    const { signal } = interrupted;
    display.wait('正在撤单 cancelling', performance.now());
    const tradeType = options.tradeType && (Number(options.tradeType) as TradeType);
    const outcome = await payments.cancelOrder({ outTradeNo, ...(tradeType && { tradeType }) }, { signal, timeout });
    display.endWait();
    showVerdict(cancelWords(outcome, display.colours), display);
    if (outcome.result !== 'cancelled') {
      if (signal.aborted) display.line('  已中断。 Interrupted.');
      display.line('  查询 Ask:');
      display.line(`  ${queryHint(outTradeNo, options)}`);
    }
    if (outcome.result === 'unknown') showResumeHint(display, options);
    return { exitStatus: exitStatusOf(outcome), document: cancelDocument(outcome, outTradeNo) };
  });
}
