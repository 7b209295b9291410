import {
  type CallOptions,
  type ClientOptions,
  CloudPayClient,
  type ConfigurationInput,
  createNodeTransport,
  type PaymentCodePrefixes,
  type Pong,
} from '@cloudpay/core';
import type {
  CancelOrderSdkRequest,
  MicroPaySdkRequest,
  OrderStatClientInfo,
  QueryOrderSdkRequest,
  QueryRefundSdkRequest,
  RefundSdkRequest,
  ScanCodePaySdkRequest,
} from '@cloudpay/proto';
import type { CallbackListener } from './callbacks/callback.ts';
import type { CallbackHandler, CallbackOptions } from './callbacks/callback-handler.ts';
import type { CancelOutcome } from './cancel/cancel-outcome.ts';
import type { PaymentsContext } from './context/context.ts';
import { checkNoPorts, openPayments, type PaymentsPorts } from './context/open-payments.ts';
import * as functions from './functions.ts';
import type { ListEntry, ListOrdersRequest } from './lists/list-orders.ts';
import type { DetailEntry, DetailFacts, OrderDetailsRequest } from './lists/order-details.ts';
import type { OverviewFilter } from './lists/order-overview.ts';
import type { PagedList } from './lists/paged-list.ts';
import type { SalesStatistics, SalesStatisticsRequest } from './lists/sales-statistics.ts';
import type { Payment } from './pay/payment.ts';
import type { RefundOptions } from './refunds/options.ts';
import type { Refund } from './refunds/refund-handle.ts';
import type { Resumed } from './resume/resume.ts';
import type { OrderOutcome } from './service/order-outcome.ts';
import type { RefundOutcome, RefundQueryOutcome } from './service/refund-outcome.ts';

/**
 * The options of {@link Payments}: the merchant's configuration, and the ports that a caller replaces, for example the journal.
 */
export interface PaymentsOptions extends ConfigurationInput, Omit<ClientOptions, 'onEvent'>, PaymentsPorts {}

/**
 * Takes payments through Cloud Pay for one merchant. Replaces the C SDK's `cloud_pay_init` … `cloud_pay_fini`. There is no
 * global state: several objects may live in one process.
 *
 * Each method calls the function of the same name in `@cloudpay/payments/functions`, which its description links to.
 * Parameters, outcomes and errors are described there.
 *
 * @example
 * await using payments = new Payments({ outMchId, outSubMchId, outShopId, deviceId: '824', authenKey });
 * const payment = await payments.microPay({ outTradeNo, authorCode, totalFee: 1999, body: '咖啡' });
 * const outcome = await payment.result();
 */
export class Payments implements AsyncDisposable {
  readonly #context: PaymentsContext;

  /**
   * @param options the configuration, together with the ports; the default transport is `createNodeTransport()`, the default
   * journal is in memory
   * @throws ConfigurationError naming the field
   */
  constructor(options: PaymentsOptions);
  /**
   * @param client made elsewhere, for example by the secure login; it is closed together with this object
   * @param ports the journal and the other ports
   * @throws ConfigurationError naming the field
   */
  constructor(client: CloudPayClient, ports?: PaymentsPorts);
  constructor(options: PaymentsOptions | CloudPayClient, ports?: PaymentsPorts) {
    if (options instanceof CloudPayClient) {
      this.#context = openPayments(options, ports);
      return;
    }
    checkNoPorts(ports);
    this.#context = openPayments({ ...options, transport: options.transport ?? createNodeTransport() });
  }

  /**
   * 刷卡支付: charges the customer whose payment code the shop scanned. Resolves on acceptance; the handle's `result()` says
   * whether the shop was paid. See {@link functions.microPay}.
   *
   * @example
   * const payment = await payments.microPay({ outTradeNo, authorCode, totalFee: 1999, body: '咖啡' });
   * const outcome = await payment.result();
   */
  microPay(request: MicroPaySdkRequest, options: CallOptions = {}): Promise<Payment> {
    return functions.microPay(this.#context, request, options);
  }

  /**
   * 扫码支付: creates an order that the customer pays by scanning a code. See {@link functions.scanCodePay}.
   *
   * @example
   * const payment = await payments.scanCodePay({ outTradeNo, payPlatform: PayPlatform.Alipay, totalFee: 1999, body: '咖啡' });
   * showQrCode(await payment.codeUrl());
   */
  scanCodePay(request: ScanCodePaySdkRequest, options: CallOptions = {}): Promise<Payment> {
    return functions.scanCodePay(this.#context, request, options);
  }

  /**
   * 查询订单: asks the service for an order, and for its refunds if they matter. `unknown` says nothing about the order. See
   * {@link functions.queryOrder}.
   */
  queryOrder(request: QueryOrderSdkRequest, options: CallOptions = {}): Promise<OrderOutcome> {
    return functions.queryOrder(this.#context, request, options);
  }

  /**
   * 撤单: reverses a micro payment, or closes a scan-code order that nobody has paid. See {@link functions.cancelOrder}.
   */
  cancelOrder(request: CancelOrderSdkRequest, options: CallOptions = {}): Promise<CancelOutcome> {
    return functions.cancelOrder(this.#context, request, options);
  }

  /**
   * 退款: gives money of a paid order back to the customer. Resolves on acceptance; the handle's `result()` is the outcome. See
   * {@link functions.refund}.
   *
   * @example
   * const refund = await payments.refund({ outTradeNo, refundFee: 100, refundReason: '少一杯' });
   * const outcome = await refund.result();
   */
  refund(request: RefundSdkRequest, options: RefundOptions = {}): Promise<Refund> {
    return functions.refund(this.#context, request, options);
  }

  /**
   * 查询退款: asks the service for one refund. See {@link functions.queryRefund}.
   */
  queryRefund(
    request: QueryRefundSdkRequest & { outRefundNo: string },
    options: CallOptions = {},
  ): Promise<RefundQueryOutcome> {
    return functions.queryRefund(this.#context, request, options);
  }

  /**
   * 查询订单的所有退款: asks the service for all refunds of an order. See {@link functions.queryRefunds}.
   */
  queryRefunds(request: Omit<QueryRefundSdkRequest, 'outRefundNo'>, options: CallOptions = {}): Promise<RefundOutcome[]> {
    return functions.queryRefunds(this.#context, request, options);
  }

  /**
   * 恢复: settles the orders, cancellations and refunds that a crash, a power cut or {@link close} left open. Call it when the
   * till starts. It never charges a customer. See {@link functions.resume}.
   *
   * @example for await (const { outTradeNo, outcome } of payments.resume()) console.log(outTradeNo, outcome.result);
   */
  resume(options: CallOptions = {}): AsyncGenerator<Resumed, void, void> {
    return functions.resume(this.#context, options);
  }

  /**
   * 订单列表: lists all payments and refunds of the merchant in a period. See {@link functions.listOrders}.
   *
   * @example
   * for await (const entry of payments.listOrders({ startTime, endTime: new Date() })) {
   *   if (entry.kind === 'order') console.log(entry.order.outTradeNo, entry.outcome.result);
   * }
   */
  listOrders(request: ListOrdersRequest, options: CallOptions = {}): PagedList<ListEntry> {
    return functions.listOrders(this.#context, request, options);
  }

  /**
   * 订单明细: lists payments and refunds with their shops and cashiers. See {@link functions.orderDetails}.
   */
  orderDetails(request: OrderDetailsRequest, options: CallOptions = {}): PagedList<DetailEntry, DetailFacts> {
    return functions.orderDetails(this.#context, request, options);
  }

  /**
   * 订单列表概览: sums of the orders that {@link listOrders} lists. See {@link functions.orderOverview}.
   */
  orderOverview(request: OverviewFilter, options: CallOptions = {}): Promise<readonly OrderStatClientInfo[]> {
    return functions.orderOverview(this.#context, request, options);
  }

  /**
   * 订单统计: sales by day, week, month or year. See {@link functions.salesStatistics}.
   */
  salesStatistics(request: SalesStatisticsRequest, options: CallOptions = {}): SalesStatistics {
    return functions.salesStatistics(this.#context, request, options);
  }

  /**
   * 付款码前缀: fetches the prefixes of the customers' payment codes, for {@link microPay} to recognise them by. See
   * {@link functions.authorCodePrefixes}.
   */
  authorCodePrefixes(options: CallOptions = {}): Promise<Required<PaymentCodePrefixes>> {
    return functions.authorCodePrefixes(this.#context, options);
  }

  /**
   * 支付与退款回调: makes a handler for the callbacks of Cloud Pay: from the raw body to the answer. See
   * {@link functions.callbackHandler}.
   *
   * @example
   * const handle = payments.callbackHandler((callback) => fulfil(callback));
   * const { status, headers, body } = await handle(rawBody);
   */
  callbackHandler(listener: CallbackListener, options: CallbackOptions = {}): CallbackHandler {
    return functions.callbackHandler(this.#context, listener, options);
  }

  /**
   * 预热: opens a connection before the next payment needs it. Call it when the till starts. See {@link functions.warmUp}.
   */
  warmUp(options: CallOptions = {}): Promise<Pong> {
    return functions.warmUp(this.#context, options);
  }

  /**
   * 生成订单号: makes a number for an order or a refund. See {@link functions.newOrderNumber}.
   */
  newOrderNumber(): Promise<string> {
    return functions.newOrderNumber(this.#context);
  }

  /**
   * Ends all waits, finishes the writes to the journal, and closes the connections. Undecided orders stay in the journal, for
   * {@link resume}. C function `cloud_pay_fini`.
   *
   * @throws CloudPayError `JOURNAL_UNAVAILABLE` when the journal cannot be closed; it says nothing about any payment
   */
  close(): Promise<void> {
    return this.#context.close();
  }

  /**
   * Calls {@link close}, for `await using`.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
