import type { Payments, RefundOutcome } from '@cloudpay/payments';
import { Command } from 'commander';
import { withPayments } from '../connection/connect.ts';
import { type JournalOption, withJournalOption } from '../options/journal.ts';
import { type OrderNumberOption, withOrderNumberOption } from '../options/order-number.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { refundDocument } from '../report/document.ts';
import { reading } from '../report/reading.ts';
import { refundWords } from '../report/refund-words.ts';
import { type Report, reporting } from '../report/report.ts';
import { showVerdict } from '../report/verdict.ts';
import { exitStatus, exitStatusOf } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { showFact } from '../terminal/facts.ts';
import { yuan } from '../terminal/money.ts';

interface RefundQueryOptions extends ServiceOptions, JournalOption, OrderNumberOption {
  readonly outRefundNo?: string;
}

/** `refund-query`: asks how a refund stands, or all refunds of an order. */
export function refundQueryCommand(): Command {
  const command = new Command('refund-query').description('查询退款 ask how refunds stand');
  withOrderNumberOption(command).option(
    '--out-refund-no <number>',
    '退款单号，省略则列出全部 refund number; all of the order if left out',
  );
  return withServiceOptions(withJournalOption(command), 15).action(reporting(refundQuery));
}

function refundQuery(options: RefundQueryOptions, display: Display): Promise<Report> {
  return withPayments(options, display, (payments) =>
    reading(display, () => {
      showFact(display, '订单号 Order', options.outTradeNo);
      display.wait('正在查询 asking', performance.now());
      return options.outRefundNo === undefined ? askForAll(payments, options, display) : askForOne(payments, options, display);
    }),
  );
}

async function askForOne(payments: Payments, options: RefundQueryOptions, display: Display): Promise<Report> {
  const { outTradeNo, outRefundNo = '', timeout } = options;
  const outcome = await payments.queryRefund({ outTradeNo, outRefundNo }, { timeout });
  display.endWait();
  showFact(display, '退款单号 Number', outRefundNo);
  showVerdict(refundWords(outcome, display.colours), display);
  return { exitStatus: exitStatusOf(outcome), document: refundDocument(outcome, { outTradeNo, outRefundNo }) };
}

async function askForAll(payments: Payments, options: RefundQueryOptions, display: Display): Promise<Report> {
  const { outTradeNo, timeout } = options;
  const outcomes = await payments.queryRefunds({ outTradeNo }, { timeout });
  display.endWait();
  if (outcomes.length === 0) display.line('没有退款 no refunds');
  for (const outcome of outcomes) showOne(outcome, display);
  const isOpen = outcomes.some(({ result }) => result === 'unknown');
  const refunds = outcomes.map((outcome) => refundDocument(outcome, { outTradeNo }));
  return {
    exitStatus: isOpen ? exitStatus.unknown : exitStatus.success,
    document: { result: 'listed', code: 0, outTradeNo, refunds },
  };
}

function showOne(outcome: RefundOutcome, display: Display): void {
  const { refund } = outcome;
  display.line();
  showFact(display, '退款单号 Number', refund?.outRefundNo ?? '');
  if (refund?.refundFee !== undefined) showFact(display, '金额 Amount', yuan(refund.refundFee));
  const { verdict, reason } = refundWords(outcome, display.colours);
  showFact(display, '结果 Outcome', verdict);
  if (reason !== undefined) showFact(display, '', reason);
}
