/**
 * The operations of `Payments` as functions: a bundler leaves out those that a program does not call. The first parameter of
 * each is what {@link openPayments} returns; the others are those of the method of the same name.
 *
 * @module @cloudpay/payments/functions
 */

export { createFetchTransport, createNodeTransport } from '@cloudpay/core';
export { callbackHandler } from './callbacks/callback-handler.ts';
export { cancelOrder } from './cancel/cancel-order.ts';
export type { PaymentsContext } from './context/context.ts';
export { newOrderNumber } from './context/numbers.ts';
export { type OpenPaymentsOptions, openPayments } from './context/open-payments.ts';
export { warmUp } from './context/warm-up.ts';
export { authorCodePrefixes } from './lists/author-code-prefixes.ts';
export { listOrders } from './lists/list-orders.ts';
export { orderDetails } from './lists/order-details.ts';
export { orderOverview } from './lists/order-overview.ts';
export { salesStatistics } from './lists/sales-statistics.ts';
export { microPay } from './pay/micro-pay.ts';
export { scanCodePay } from './pay/scan-code-pay.ts';
export { queryOrder } from './query/query-order.ts';
export { queryRefund, queryRefunds } from './refunds/query-refunds.ts';
export { refund } from './refunds/refund.ts';
export { resume } from './resume/resume.ts';
