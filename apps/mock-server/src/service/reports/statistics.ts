import type { OrderStatClientInfo } from '@cloudpay/proto';
import { type Entry, isSuccessful } from './entries.ts';

/** The totals of payments and refunds. The sandbox has no discounts and no fees. */
export function statisticsOf(entries: readonly Entry[]): OrderStatClientInfo {
  const payments = entries.filter(({ refund }) => refund === undefined);
  const requested = entries.filter(({ refund }) => refund !== undefined);
  const paid = payments.filter(isSuccessful);
  const refunded = requested.filter(isSuccessful);
  const reversed = payments.filter(({ order }) => order.stage === 'reversed');

  const paidAmount = sum(paid, totalFee);
  const refundedAmount = sum(refunded, refundFee);
  return {
    feeType: 'CNY',
    totalCount: payments.length,
    totalAmount: sum(payments, totalFee),
    successCount: paid.length,
    successAmount: paidAmount,
    discountAmount: 0,
    refundCount: refunded.length,
    refundAmount: refundedAmount,
    refundCreateCount: requested.length,
    refundCreateAmount: sum(requested, refundFee),
    netCount: paid.length - refunded.length,
    netAmount: paidAmount - refundedAmount,
    settleAmount: paidAmount - refundedAmount,
    paySettleAmount: paidAmount,
    refundSettleAmount: refundedAmount,
    revokeSettleAmount: sum(reversed, refundedFee),
    orderRefundedAmount: sum(payments, refundedFee),
    incomeAmount: paidAmount - refundedAmount,
  };
}

const totalFee = ({ order }: Entry) => order.payContent.totalFee;
const refundedFee = ({ order }: Entry) => order.refundedFee;
const refundFee = ({ refund }: Entry) => refund?.refundContent.refundFee ?? 0;

function sum(entries: readonly Entry[], amount: (entry: Entry) => number): number {
  return entries.reduce((total, entry) => total + amount(entry), 0);
}
