import { type ListEntry, type OrderOutcome, PayPlatform, type RefundOutcome } from '@cloudpay/payments';
import type { Colours } from '../terminal/colours.ts';
import { yuan } from '../terminal/money.ts';
import { type Column, tableHead, tableRow } from '../terminal/table.ts';

/** The table of a list of orders, which fills 80 columns. */
const entryColumns: readonly Column[] = [
  { title: '时间 Time', width: 11 },
  { title: '单号 Number', width: 32 },
  { title: '金额 Amount', width: 11, isNumber: true },
  { title: '平台', width: 6 },
  { title: '结果 Outcome', width: 12 },
];

const gap = 1;

const platforms: Readonly<Record<number, string>> = {
  [PayPlatform.WechatPay]: '微信',
  [PayPlatform.Alipay]: '支付宝',
  [PayPlatform.MembershipCard]: '会员卡',
  [PayPlatform.Bookkeeping]: '记账',
};

const orderWords: Readonly<Record<OrderOutcome['result'], string>> = {
  paid: '已支付 paid',
  failed: '未支付 failed',
  unknown: '未知 unknown',
  partlyRefunded: '部分退款 partly',
  refunded: '已退款 refunded',
  reversed: '已撤销 reversed',
  closed: '已关闭 closed',
  awaitingPayment: '待付款 waiting',
  reentryConflict: '冲突 conflict',
  notFound: '无此订单 none',
};

const refundWords: Readonly<Record<RefundOutcome['result'], string>> = {
  succeeded: '退款成功 refund',
  failed: '退款失败 failed',
  unknown: '退款中 refunding',
};

/** An entry of a list as a line of the table. */
export function entryLine(entry: ListEntry, colours: Colours): string {
  switch (entry.kind) {
    case 'order': {
      const { order, outcome } = entry;
      const { outTradeNo = '', totalFee = 0, payPlatform = 0 } = order;
      const cells = [timeOf(order.timeEnd || order.createTime), outTradeNo, yuan(totalFee), platforms[payPlatform] ?? ''];
      return entryRow([...cells, colourOf(outcome.result, colours)(orderWords[outcome.result])]);
    }
    case 'refund': {
      const { refund, outcome } = entry;
      const { outRefundNo = '', refundFee = 0, payPlatform = 0 } = refund;
      const cells = [timeOf(refund.createTime), outRefundNo, `-${yuan(refundFee)}`, platforms[payPlatform] ?? ''];
      return entryRow([...cells, colourOf(outcome.result, colours)(refundWords[outcome.result])]);
    }
    default:
      return entryRow(['', colours.dim(`其他 other: ${Object.keys(entry.fields).join(', ')}`)]);
  }
}

/** The line above the entries. */
export function entryHead(): string {
  return tableHead(entryColumns, gap);
}

function entryRow(cells: readonly string[]): string {
  return tableRow(entryColumns, cells, gap);
}

function colourOf(result: OrderOutcome['result'] | RefundOutcome['result'], colours: Colours): (text: string) => string {
  if (result === 'paid' || result === 'succeeded') return colours.green;
  return result === 'unknown' || result === 'awaitingPayment' ? colours.yellow : colours.dim;
}

/** Such as `05-01 08:30`, in the time zone of this machine. */
function timeOf(seconds: number | undefined): string {
  if (!seconds) return '';
  const moment = new Date(seconds * 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
