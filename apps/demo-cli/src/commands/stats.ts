import { type OrderStatClientInfo, StatType } from '@cloudpay/payments';
import { Command, Option } from 'commander';
import { withService } from '../connection/connect.ts';
import { type PeriodOptions, withPeriodOptions } from '../options/period.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { reading } from '../report/reading.ts';
import { type Emit, type Report, reporting } from '../report/report.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { interruption } from '../terminal/interruption.ts';
import { yuan } from '../terminal/money.ts';
import { type Column, tableHead, tableRow } from '../terminal/table.ts';

const periods = { day: StatType.Daily, week: StatType.Weekly, month: StatType.Monthly, year: StatType.Yearly } as const;

interface StatsOptions extends ServiceOptions, PeriodOptions {
  readonly by: keyof typeof periods;
}

const columns: readonly Column[] = [
  { title: '日期 Date', width: 12 },
  { title: '收款 Paid', width: 9, isNumber: true },
  { title: '金额', width: 12, isNumber: true },
  { title: '退款 Refunds', width: 12, isNumber: true },
  { title: '金额', width: 12, isNumber: true },
  { title: '净额 Net', width: 12, isNumber: true },
];

/** `stats`: sales by day, week, month or year. */
export function statsCommand(): Command {
  const command = new Command('stats').description('销售统计 sales by day, week, month or year');
  const by = new Option('--by <period>', '统计周期 the period of a line').choices(Object.keys(periods)).default('day');
  const today = new Date();
  withPeriodOptions(command, new Date(today.getFullYear(), today.getMonth(), 1), '本月 this month').addOption(by);
  return withServiceOptions(command, 15).action(reporting(stats));
}

function stats(options: StatsOptions, display: Display, emit: Emit): Promise<Report> {
  const { from: startTime, to: endTime, by, timeout } = options;
  return withService(options, display, (payments) =>
    reading(display, async () => {
      using interrupted = interruption();
      const { signal } = interrupted;
      const statistics = payments.salesStatistics({ startTime, endTime, statType: periods[by] }, { signal, timeout });
      display.line(display.colours.dim(tableHead(columns)));
      display.wait('正在读取 reading', performance.now());
      let count = 0;
      let overview: OrderStatClientInfo | undefined;
      for await (const page of statistics.pages()) {
        overview ??= page.overview;
        for (const line of page.entries) {
          count += 1;
          display.line(tableRow(columns, [dayOf(line), ...cellsOf(line)]));
          emit({ event: 'line', ...line });
        }
      }
      display.endWait();
      if (overview) display.line(display.colours.bold(tableRow(columns, ['合计 Total', ...cellsOf(overview)])));
      return { exitStatus: exitStatus.success, document: { result: 'listed', code: 0, count, overview } };
    }),
  );
}

function cellsOf({
  successCount = 0,
  successAmount = 0,
  refundCount = 0,
  refundAmount = 0,
  netAmount = 0,
}: OrderStatClientInfo) {
  return [String(successCount), signed(successAmount), String(refundCount), signed(refundAmount), signed(netAmount)];
}

/** A period with more refunds than payments has less than nothing. */
function signed(fen: number): string {
  return fen < 0 ? `-${yuan(-fen)}` : yuan(fen);
}

/** Such as `2026-05-01`, the first day of the period: Cloud Pay's days are those of Beijing. */
function dayOf({ date }: OrderStatClientInfo): string {
  // Sweden writes dates as ISO 8601 has them.
  return date === undefined ? '' : new Date(date * 1000).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
}
