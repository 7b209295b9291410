import type { OrderSdk } from '@cloudpay/payments';
import { Command } from 'commander';
import { withPayments } from '../connection/connect.ts';
import { type JournalOption, withJournalOption } from '../options/journal.ts';
import { type OrderNumberOption, withOrderNumberOption } from '../options/order-number.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { outcomeDocument } from '../report/document.ts';
import { showOutcome } from '../report/outcome-words.ts';
import { platformName } from '../report/platform-words.ts';
import { type Report, reporting } from '../report/report.ts';
import { exitStatusOf } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { showFact } from '../terminal/facts.ts';
import { yuan } from '../terminal/money.ts';

interface QueryOptions extends ServiceOptions, JournalOption, OrderNumberOption {}

/** `query`: asks how an order stands. */
export function queryCommand(): Command {
  const command = withOrderNumberOption(new Command('query').description('查询订单 ask how an order stands'));
  return withServiceOptions(withJournalOption(command), 15).action(reporting(query));
}

function query({ outTradeNo, ...options }: QueryOptions, display: Display): Promise<Report> {
  return withPayments(options, display, async (payments) => {
    showFact(display, '订单号 Order', outTradeNo);
    display.wait('正在查询 asking', performance.now());
    const outcome = await payments.queryOrder({ outTradeNo }, { timeout: options.timeout });
    display.endWait();
    if ('order' in outcome && outcome.order !== undefined) showOrder(display, outcome.order);
    showOutcome(outcome, display);
    return { exitStatus: exitStatusOf(outcome), document: outcomeDocument(outcome, { outTradeNo }) };
  });
}

function showOrder(display: Display, { totalFee, payPlatform, transactionId, timeEnd }: OrderSdk): void {
  if (totalFee !== undefined) showFact(display, '金额 Amount', yuan(totalFee));
  if (payPlatform !== undefined) showFact(display, '支付平台 Platform', platformName(payPlatform));
  if (transactionId) showFact(display, '平台单号 Number', transactionId);
  if (timeEnd) showFact(display, '支付时间 Paid at', new Date(timeEnd * 1000).toLocaleString('zh-CN', { hour12: false }));
}
