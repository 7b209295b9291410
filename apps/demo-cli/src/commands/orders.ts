import { type ListEntry, QueryOrderType } from '@cloudpay/payments';
import { Command, Option } from 'commander';
import { withService } from '../connection/connect.ts';
import { dayFrom, type PeriodOptions, withPeriodOptions } from '../options/period.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { outcomeDocument, refundDocument } from '../report/document.ts';
import { entryHead, entryLine } from '../report/entry-words.ts';
import { reading } from '../report/reading.ts';
import { type Emit, type Report, reporting } from '../report/report.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { interruption } from '../terminal/interruption.ts';
import { yuan } from '../terminal/money.ts';

const types = { all: QueryOrderType.All, payments: QueryOrderType.Order, refunds: QueryOrderType.RefundOrder } as const;

interface OrdersOptions extends ServiceOptions, PeriodOptions {
  readonly type: keyof typeof types;
}

/** `orders`: lists payments and refunds. */
export function ordersCommand(): Command {
  const command = new Command('orders').description('订单列表：收款与退款 list payments and refunds');
  const type = new Option('--type <type>', '单据类型 which of them').choices(Object.keys(types)).default('all');
  withPeriodOptions(command, dayFrom(new Date(), 0), '今天 today').addOption(type);
  return withServiceOptions(command, 15).action(reporting(orders));
}

function orders(options: OrdersOptions, display: Display, emit: Emit): Promise<Report> {
  const { from: startTime, to: endTime, type, timeout } = options;
  return withService(options, display, (payments) =>
    reading(display, async () => {
      using interrupted = interruption();
      const { signal } = interrupted;
      const list = payments.listOrders({ startTime, endTime, orderType: types[type] }, { signal, timeout });
      const sums = new Sums();
      display.line(display.colours.dim(entryHead()));
      display.wait('正在读取 reading', performance.now());
      for await (const entry of list) {
        sums.add(entry);
        display.line(entryLine(entry, display.colours));
        emit(entryDocument(entry));
        // Nobody reads on: behind `| head`, say.
        if (!display.isOpen) break;
      }
      display.endWait();
      const { payments: paid, refunds, paidFee, refundedFee } = sums;
      display.line();
      display.line(`共 ${sums.count} 条：收款 paid ${paid} ${yuan(paidFee)}，退款 refunded ${refunds} ${yuan(refundedFee)}`);
      return { exitStatus: exitStatus.success, document: { result: 'listed', code: 0, ...sums } };
    }),
  );
}

/** What the entries of a list add up to. */
class Sums {
  count = 0;
  /** Payments that were taken, whatever went back later. */
  payments = 0;
  /** 分 fen */
  paidFee = 0;
  /** Refunds that succeeded. */
  refunds = 0;
  /** 分 fen */
  refundedFee = 0;

  add(entry: ListEntry): void {
    this.count += 1;
    if (entry.kind === 'order' && taken.has(entry.outcome.result)) {
      this.payments += 1;
      this.paidFee += entry.order.totalFee ?? 0;
    }
    if (entry.kind === 'refund' && entry.outcome.result === 'succeeded') {
      this.refunds += 1;
      this.refundedFee += entry.refund.refundFee ?? 0;
    }
  }
}

const taken: ReadonlySet<string> = new Set(['paid', 'partlyRefunded', 'refunded']);

function entryDocument(entry: ListEntry): object {
  const event = 'entry';
  switch (entry.kind) {
    case 'order':
      return { event, kind: entry.kind, ...outcomeDocument(entry.outcome, { outTradeNo: entry.order.outTradeNo ?? '' }) };
    case 'refund':
      return { event, kind: entry.kind, ...refundDocument(entry.outcome, { outTradeNo: entry.refund.outTradeNo ?? '' }) };
    default:
      return { event, kind: entry.kind, fields: entry.fields };
  }
}
