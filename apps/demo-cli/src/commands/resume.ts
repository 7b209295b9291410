import { CloudPayError, type Resumed } from '@cloudpay/payments';
import { Command } from 'commander';
import { withPayments } from '../connection/connect.ts';
import { type JournalOption, withJournalOption } from '../options/journal.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { outcomeDocument, refundDocument } from '../report/document.ts';
import { resumeHint } from '../report/hints.ts';
import { outcomeWords } from '../report/outcome-words.ts';
import { refundWords } from '../report/refund-words.ts';
import { type Emit, type Report, reporting } from '../report/report.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { interruption } from '../terminal/interruption.ts';
import { padTo } from '../terminal/width.ts';

interface ResumeOptions extends ServiceOptions, JournalOption {}

/** `resume`: settles what crashes and interruptions left open. */
export function resumeCommand(): Command {
  const command = new Command('resume').description(
    '恢复：了结断电、崩溃、中断留下的未决订单 settle what a power cut, a crash or Ctrl-C left open',
  );
  return withServiceOptions(withJournalOption(command), 150).action(reporting(resume));
}

function resume(options: ResumeOptions, display: Display, emit: Emit): Promise<Report> {
  return withPayments(options, display, async (payments) => {
    using interrupted = interruption();
    const { signal } = interrupted;
    let settled = 0;
    const undecided = new Set<string>();
    display.wait('正在查询未决订单 asking for what is open', performance.now());
    try {
      for await (const resumed of payments.resume({ timeout: options.timeout, signal })) {
        display.line(line(resumed, display));
        emit({ event: 'resumed', ...documentOf(resumed) });
        if (isOpen(resumed)) undecided.add(resumed.outTradeNo);
        else settled += 1;
      }
    } catch (error) {
      if (!(error instanceof CloudPayError) || error.code !== 'ABORTED') throw error;
    }
    display.endWait();
    return report({ settled, undecided: [...undecided] }, options, display);
  });
}

function report(
  { settled, undecided }: { settled: number; undecided: readonly string[] },
  options: ResumeOptions,
  display: Display,
): Report {
  const { colours } = display;
  display.line();
  if (undecided.length === 0) {
    const verdict = settled === 0 ? '没有未决订单 NOTHING WAS OPEN' : `全部了结 ALL DECIDED  ${settled}`;
    display.line(colours.green(colours.bold(`✔ ${verdict}`)));
    return { exitStatus: exitStatus.success, document: { result: 'decided', code: 0, settled, undecided } };
  }
  display.line(colours.yellow(colours.bold(`? 仍有未决 STILL OPEN  ${undecided.length}`)));
  display.line('  稍后再试 Try again later:');
  display.line(`  ${resumeHint(options)}`);
  return { exitStatus: exitStatus.unknown, document: { result: 'undecided', code: -2, settled, undecided } };
}

function isOpen({ outcome: { result } }: Resumed): boolean {
  return result === 'unknown' || result === 'awaitingPayment';
}

function documentOf(resumed: Resumed): object {
  const { kind, outcome } = resumed;
  return kind === 'order' ? { kind, ...outcomeDocument(outcome, resumed) } : { kind, ...refundDocument(outcome, resumed) };
}

function line(resumed: Resumed, { colours }: Display): string {
  const { outTradeNo } = resumed;
  if (resumed.kind === 'order') return `${padTo(34, outTradeNo)}${outcomeWords(resumed.outcome, colours).verdict}`;
  return `${padTo(34, resumed.outRefundNo)}${refundWords(resumed.outcome, colours).verdict}`;
}
