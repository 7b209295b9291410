import { Command } from 'commander';
import { withPayments } from '../connection/connect.ts';
import { warmUp } from '../connection/warm-up.ts';
import { type AmountOptions, feeOf, withAmountOptions } from '../options/amount.ts';
import { type JournalOption, withJournalOption } from '../options/journal.ts';
import { type OrderNumberOption, withOrderNumberOption } from '../options/order-number.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { authorize } from '../refund/authorize.ts';
import { refundDocument } from '../report/document.ts';
import { refundQueryHint, showResumeHint } from '../report/hints.ts';
import { refundWords } from '../report/refund-words.ts';
import { type Emit, type Report, reporting } from '../report/report.ts';
import { showVerdict } from '../report/verdict.ts';
import { exitStatusOf } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { showFact } from '../terminal/facts.ts';
import { interruption } from '../terminal/interruption.ts';
import { yuan } from '../terminal/money.ts';

interface RefundCommandOptions extends ServiceOptions, JournalOption, OrderNumberOption, AmountOptions {
  readonly reason?: string;
  readonly outRefundNo?: string;
  readonly signed?: true;
  readonly authorize?: true;
}

/** `refund`: gives money back, and waits for its arrival. */
export function refundCommand(): Command {
  const command = new Command('refund').description('退款，并等待结果 give money back, and wait for the outcome');
  withAmountOptions(withOrderNumberOption(command))
    .option('--reason <text>', '退款原因，顾客可见 what the customer reads')
    .option('--out-refund-no <number>', '退款单号，省略则自动生成 refund number; one is made if left out')
    .option('--signed', '用私钥签名代替认证码 sign with the private key, in place of the authentication code')
    .option(
      '--authorize',
      '先扫码确认授权者，由服务核对其退款权限 a scan first: whoever permits the refund must be allowed to',
    );
  return withServiceOptions(withJournalOption(command), 150).action(reporting(refund));
}

function refund(options: RefundCommandOptions, display: Display, emit: Emit): Promise<Report> {
  const refundFee = feeOf(options);
  const { outTradeNo, outRefundNo, reason: refundReason, signed, timeout } = options;
  return withPayments(options, display, async (payments, _journal, configuration) => {
    showFact(display, '订单号 Order', outTradeNo);
    showFact(display, '退款 Refund', yuan(refundFee));
    const authorization = options.authorize && (await authorize(configuration, display, emit));
    await warmUp(payments);
    using interrupted = interruption();
    const { signal } = interrupted;
    const since = performance.now();
    display.wait('核对可退金额 asking what is left to refund', since);
    const accepted = await payments.refund(
      { outTradeNo, refundFee, outRefundNo, refundReason },
      { signal, timeout, signed, authorization },
    );
    showFact(display, '退款单号 Number', accepted.outRefundNo);
    display.wait('等待退款结果 waiting for the refund', since);
    const outcome = await accepted.result();
    display.endWait();

    showVerdict(refundWords(outcome, display.colours), display);
    if (outcome.result === 'unknown') {
      if (signal.aborted) display.line('  已中断，退款仍可能成功。 Interrupted: it may succeed all the same.');
      display.line('  切勿换号重退，请再次查询 Do not refund again, ask again:');
      display.line(`  ${refundQueryHint(outTradeNo, accepted.outRefundNo, options)}`);
      showResumeHint(display, options);
    }
    return { exitStatus: exitStatusOf(outcome), document: { ...refundDocument(outcome, accepted), authorization } };
  });
}
