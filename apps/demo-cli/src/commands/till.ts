import {
  ArgumentError,
  CloudPayError,
  fenFromYuan,
  type OrderOutcome,
  type Payments,
  readPaymentCode,
} from '@cloudpay/payments';
import { Command } from 'commander';
import { withPayments } from '../connection/connect.ts';
import { warmUp } from '../connection/warm-up.ts';
import { type JournalOption, withJournalOption } from '../options/journal.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { takePayment } from '../payment/take-payment.ts';
import { outcomeDocument } from '../report/document.ts';
import { type Emit, type Report, reportError, reporting } from '../report/report.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { Lines } from '../terminal/lines.ts';
import { yuan } from '../terminal/money.ts';
import { isPersonThere } from '../terminal/person.ts';

interface TillOptions extends ServiceOptions, JournalOption {
  readonly body: string;
}

/** One customer at the till. */
interface Sale {
  /** 分 fen */
  readonly totalFee: number;
  readonly authorCode: string;
}

/** `till`: takes one payment after the other, in one process. */
export function tillCommand(): Command {
  const command = new Command('till').description(
    '收银台：一笔接一笔收款；脚本每行写「元 付款码」 one payment after the other; scripts write a line each: yuan, code',
  );
  command.option('--body <text>', '商品描述，顾客在账单上看到 what the customer reads on the bill', '云支付收款');
  return withServiceOptions(withJournalOption(command), 150).action(reporting(till));
}

/**
 * The next customer; undefined when the till closes.
 *
 * @throws ArgumentError for what is no sale; another may follow
 */
type NextSale = () => Promise<Sale | undefined>;

function till(options: TillOptions, display: Display, emit: Emit): Promise<Report> {
  return withPayments(options, display, async (payments) => {
    await warmUp(payments);
    using lines = new Lines();
    const next = isPersonThere(options, display) ? () => askForSale(lines, display) : () => readSale(lines);
    const takings = new Takings();
    while (await serve(next, takings, payments, options, display, emit)) display.line();
    return takings.report(display);
  });
}

/** @returns false when nobody came */
async function serve(
  next: NextSale,
  takings: Takings,
  payments: Payments,
  options: TillOptions,
  display: Display,
  emit: Emit,
): Promise<boolean> {
  try {
    const sale = await next();
    if (sale === undefined) return false;
    const { payment, outcome } = await takePayment(payments, { ...sale, body: options.body }, options, display);
    takings.add(sale, payment.outTradeNo, outcome);
    emit(outcomeDocument(outcome, payment));
  } catch (error) {
    // One sale that was refused before it was sent does not close the till.
    if (!(error instanceof CloudPayError)) throw error;
    display.endWait();
    const { document, exitStatus: status } = reportError(error);
    if (status === exitStatus.unknown) takings.doubtful.push('单号见上 see above');
    emit(document);
  }
  return true;
}

async function askForSale(lines: Lines, display: Display): Promise<Sale | undefined> {
  const amount = await lines.next({ prompt: '金额（元）Amount in yuan, Ctrl-D 结束 ends: ' });
  if (amount === undefined) return undefined;
  if (amount === '') return askForSale(lines, display);
  const totalFee = fenFromYuan(amount);
  const authorCode = await lines.next({ prompt: '付款码，不显示 Payment code, it does not show: ', hidden: true });
  return authorCode === undefined ? undefined : { totalFee, authorCode: readPaymentCode(authorCode) };
}

/** A line such as `19.99 134520273825380000`. */
async function readSale(lines: Lines): Promise<Sale | undefined> {
  const line = await lines.next();
  if (line === undefined) return undefined;
  if (line === '') return readSale(lines);
  const [amount = '', authorCode, ...more] = line.split(/\s+/);
  if (authorCode === undefined || more.length > 0) {
    throw new ArgumentError('line', '应为「元 付款码」 (must be: yuan, payment code)');
  }
  return { totalFee: fenFromYuan(amount), authorCode: readPaymentCode(authorCode) };
}

/** What a till took while it was open. */
class Takings {
  paid = 0;
  /** 分 fen */
  paidFee = 0;
  /** The numbers of payments that ended undecided: somebody has to look after them. */
  readonly doubtful: string[] = [];

  add({ totalFee }: Sale, outTradeNo: string, { result }: OrderOutcome): void {
    if (result === 'unknown') this.doubtful.push(outTradeNo);
    if (result !== 'paid') return;
    this.paid += 1;
    this.paidFee += totalFee;
  }

  report(display: Display): Report {
    display.line(`收款 paid ${this.paid} 笔  ${yuan(this.paidFee)}`);
    if (this.doubtful.length === 0) return { exitStatus: exitStatus.success };
    display.line(display.colours.yellow(`? 未决 not certain ${this.doubtful.length} 笔`));
    for (const outTradeNo of this.doubtful) display.line(`  ${outTradeNo}`);
    return { exitStatus: exitStatus.unknown };
  }
}
