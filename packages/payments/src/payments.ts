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

/** What {@link Payments} takes: the merchant's configuration, and the parts of the world that a caller replaces. */
export interface PaymentsOptions extends ConfigurationInput, Omit<ClientOptions, 'onEvent'>, PaymentsPorts {}

/**
 * Takes payments through Cloud Pay. Replaces the C SDK's `cloud_pay_init` … `cloud_pay_fini`: several may live in one process, there is no
 * global state.
 *
 * @example
 * await using payments = new Payments({ outMchId, outSubMchId, outShopId, deviceId: '824', authenKey });
 * const payment = await payments.microPay({ outTradeNo, authorCode, totalFee: 1999, body: '咖啡' });
 * const outcome = await payment.result();
 */
export class Payments implements AsyncDisposable {
  readonly #context: PaymentsContext;

  /**
   * @param options a configuration, with the journal and the other parts in it
   * @throws ConfigurationError naming the field
   */
  constructor(options: PaymentsOptions);
  /**
   * @param client made elsewhere, for example by the secure login; it is closed with this
   * @param ports the journal and the other parts
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
   * 刷卡支付: charges the customer whose payment code the shop scanned. C function `cloud_pay_micro_pay`, endpoint `micro_pay`.
   *
   * Resolves on acceptance: the request is sound, recorded, and on its way. Whether the shop was paid is the handle's `result()`. Until it
   * is decided the SDK asks for the order by itself, 150 s by default, and sends the identical request again where the service says that it
   * never saw it; it never charges twice.
   *
   * @param request `totalFee` in 分 fen, from 1; `outTradeNo` at most 32 characters, with the merchant's prefix, never used before;
   * `authorCode` the customer's code, whose first digits tell the platform; `body` at most 128 characters
   * @param options `timeout` bounds the whole wait, in milliseconds; `signal` ends it early, which leaves the outcome unknown
   * @throws ArgumentError naming the field, before anything is sent
   * @throws CloudPayError `REFUSED_LOCALLY` when this number is recorded already, `JOURNAL_UNAVAILABLE`; nothing was sent. After a refusal
   * never cancel: the number may belong to an accepted order
   */
  microPay(request: MicroPaySdkRequest, options: CallOptions = {}): Promise<Payment> {
    return functions.microPay(this.#context, request, options);
  }

  /**
   * 扫码支付: makes an order that the customer pays by scanning a code. C function `cloud_pay_scan_code_pay`, endpoint `scan_code_pay`.
   *
   * Resolves on acceptance. `codeUrl()` of the handle is the text of the QR code to show; `result()` is the outcome, or `awaitingPayment`
   * when nobody has paid at the end of the wait (five minutes by default): ask again later, or close the order with `cancelOrder`.
   *
   * @param request as for {@link microPay}, with `payPlatform` in place of the customer's code
   * @param options see {@link microPay}
   * @throws as {@link microPay}
   * @example
   * const payment = await payments.scanCodePay({ outTradeNo, payPlatform: PayPlatform.Alipay, totalFee: 1999, body: '咖啡' });
   * showQrCode(await payment.codeUrl());
   */
  scanCodePay(request: ScanCodePaySdkRequest, options: CallOptions = {}): Promise<Payment> {
    return functions.scanCodePay(this.#context, request, options);
  }

  /**
   * 查询订单: asks for an order, and for its refunds where they decide what its state means. C function `cloud_pay_query_order`, endpoints `query_order` and
   * `query_refund_order`.
   *
   * @param request `payPlatform` and `tradeType` may be left out
   * @param options `timeout` bounds the whole with its repetitions, in milliseconds; default three times the configuration's
   * @returns `unknown` when the service could not be asked: that says nothing about the order; `reentryConflict` when the service's order
   * is not the one that the journal holds under this number
   * @throws ArgumentError naming the field; CloudPayError `ABORTED`
   */
  queryOrder(request: QueryOrderSdkRequest, options: CallOptions = {}): Promise<OrderOutcome> {
    return functions.queryOrder(this.#context, request, options);
  }

  /**
   * 撤单: reverses a micro payment (the money goes back if it was taken) or closes a scan-code order that nobody has paid, as the trade type
   * says. C function `cloud_pay_cancel_order`, endpoints `reverse` and `close_order`.
   *
   * Only the till that took a payment may reverse it: same `deviceId` and `machineNo`. A payment that is still under way is not sent again.
   *
   * @param request `tradeType` and `payPlatform` may be left out: the journal or the service knows them
   * @param options `timeout` bounds the whole, the looks before and after it too, in milliseconds; default three times the
   * configuration's for each of the three
   * @throws ArgumentError naming the field
   * @throws CloudPayError `REFUSED_LOCALLY` for an order that met a re-entry conflict, or whose number had a payment refused: the order under
   * that number may be another one, and paid. Nothing was sent
   */
  cancelOrder(request: CancelOrderSdkRequest, options: CallOptions = {}): Promise<CancelOutcome> {
    return functions.cancelOrder(this.#context, request, options);
  }

  /**
   * 退款: gives money back to the customer, once an order is paid. C function `cloud_pay_refund`, endpoint `refund`.
   *
   * Asks the service first what is left to refund. Resolves on acceptance: the refund is sound, recorded, and on its way; the handle's
   * `result()` settles on its final state.
   *
   * @param request `refundFee` in 分 fen, at most what is left of the order; `outRefundNo` is made by the SDK when left out; `totalFee` and
   * `payPlatform` may be left out; `refundReason` at most 64 characters
   * @param options `signed` replaces the authentication code by a signature with the private key; `timeout` bounds the whole, the questions
   * before it and the wait after it, in milliseconds; default 150,000 for the wait
   * @throws ArgumentError naming the field: `refundFee` when it exceeds what is left, `outTradeNo` when the order is not paid
   * @throws CloudPayError `REFUSED_LOCALLY`, `JOURNAL_UNAVAILABLE`; nothing was refunded
   * @example
   * const refund = await payments.refund({ outTradeNo, refundFee: 100, refundReason: '少一杯' });
   * const outcome = await refund.result();
   */
  refund(request: RefundSdkRequest, options: RefundOptions = {}): Promise<Refund> {
    return functions.refund(this.#context, request, options);
  }

  /**
   * 查询退款: asks for one refund. C function `cloud_pay_query_refund`, endpoint `query_refund_order`.
   *
   * @param request `payPlatform` may be left out
   * @param options `timeout` bounds the call with its repetitions, in milliseconds; default three times the configuration's
   * @returns `unknown` when the refund is being processed, its request may be under way, or the service or the journal could not be asked;
   * `failed` with `NUMBER_REUSED` when the number belongs to a refund of another amount than the one that the journal holds
   * @throws ArgumentError naming the field; CloudPayError `ABORTED`
   */
  queryRefund(
    request: QueryRefundSdkRequest & { outRefundNo: string },
    options: CallOptions = {},
  ): Promise<RefundQueryOutcome> {
    return functions.queryRefund(this.#context, request, options);
  }

  /**
   * 查询订单的所有退款: asks for all refunds of an order, none being an empty list. C function `cloud_pay_query_refund`, endpoint
   * `query_refund_order`.
   *
   * @throws ArgumentError naming the field; CloudPayError when the service gave no believable response
   */
  queryRefunds(request: Omit<QueryRefundSdkRequest, 'outRefundNo'>, options: CallOptions = {}): Promise<RefundOutcome[]> {
    return functions.queryRefunds(this.#context, request, options);
  }

  /**
   * 恢复: finds every order, cancellation and refund in the journal that is not decided and that no other process works on, asks the service,
   * and records what it says. Call it when the till starts: what a crash, a power cut or `close` left open is settled.
   *
   * It never sends anything that could charge a customer, who has left. An order that the service still does not know after 90 s of watching
   * is settled as failed. The time adds up over several calls.
   *
   * @param options `timeout` bounds the whole, in milliseconds, 150,000 by default; what is undecided then, or held by another process, is
   * told as `unknown`, and stays for the next time
   * @returns each as soon as it is known
   * @throws CloudPayError `JOURNAL_UNAVAILABLE`, `ABORTED`
   * @example for await (const { outTradeNo, outcome } of payments.resume()) console.log(outTradeNo, outcome.result);
   */
  resume(options: CallOptions = {}): AsyncGenerator<Resumed, void, void> {
    return functions.resume(this.#context, options);
  }

  /**
   * 订单列表: all payments and refunds of the merchant in a period. Endpoint `query_order_list`, the newer of the two lists.
   *
   * Nothing is sent before the list is iterated. {@link PagedList} says what holds when orders arrive meanwhile. A page that fails is asked
   * for again, on another host at once, then with pauses.
   *
   * @param request `startTime` and `endTime` as Date or UNIX seconds; filters; `pageSize` 100 by default, at most 1,000.
   * Left out, `outShopId` means all shops
   * @param options `timeout` for each page, in milliseconds, its repetitions included; `signal` ends the iteration, between two entries too
   * @returns payments (`kind` `order`), refunds (`refund`), and deposits as they came (`other`); amounts in 分 fen, times in UNIX seconds
   * @throws ArgumentError naming the field, at once
   * @throws CloudPayError from the iteration, when a page cannot be had; what came before it stands
   * @example
   * for await (const entry of payments.listOrders({ startTime, endTime: new Date() })) {
   *   if (entry.kind === 'order') console.log(entry.order.outTradeNo, entry.outcome.result);
   * }
   */
  listOrders(request: ListOrdersRequest, options: CallOptions = {}): PagedList<ListEntry> {
    return functions.listOrders(this.#context, request, options);
  }

  /**
   * 订单明细: payments and refunds with their shops and cashiers. C function `cloud_pay_order_detail`, endpoint `client_order_detail`.
   *
   * @param request as for {@link listOrders}; `queryOrderType` is payments and refunds by default, `startTime` may be left out, and
   * `staffId` needs `outShopId`
   * @param options see {@link listOrders}
   * @returns as {@link listOrders}; the first of its `pages()` holds the `overview`, what the whole list adds up to
   * @throws as {@link listOrders}
   */
  orderDetails(request: OrderDetailsRequest, options: CallOptions = {}): PagedList<DetailEntry, DetailFacts> {
    return functions.orderDetails(this.#context, request, options);
  }

  /**
   * 订单列表概览: what the orders of {@link listOrders} add up to. Endpoint `query_order_list_overview`.
   *
   * @param request as for {@link listOrders}, without pages; `outTradeNo` or `outRefundNo` for one alone
   * @param options `timeout` in milliseconds, repetitions included
   * @returns one line or several, for example one a platform; amounts in 分 fen, which may be negative
   * @throws ArgumentError naming the field; CloudPayError when the service gave no believable response
   */
  orderOverview(request: OverviewFilter, options: CallOptions = {}): Promise<readonly OrderStatClientInfo[]> {
    return functions.orderOverview(this.#context, request, options);
  }

  /**
   * 订单统计: sales by day, week, month or year. C function `cloud_pay_order_stat`, endpoint `client_sub_mch_sales_overview`.
   *
   * @param request `startTime` and `endTime` as Date or UNIX seconds; `statType` the period of a line; `outShopId` the shops, all when left
   * out; `pageSize` as for {@link listOrders}
   * @param options see {@link listOrders}
   * @returns the lines to iterate, and `overview()`, what they add up to; amounts in 分 fen, which may be negative
   * @throws as {@link listOrders}
   */
  salesStatistics(request: SalesStatisticsRequest, options: CallOptions = {}): SalesStatistics {
    return functions.salesStatistics(this.#context, request, options);
  }

  /**
   * 付款码前缀: what the customers' codes of each platform begin with. From then on {@link microPay} recognises codes by them first, and by
   * the usual prefixes where none fits. C function `cloud_pay_security_author_code_prefix`, endpoint `query_identity_mapping`.
   *
   * @param options `timeout` in milliseconds, repetitions included
   * @throws CloudPayError; the prefixes that were known stay in use
   */
  authorCodePrefixes(options: CallOptions = {}): Promise<Required<PaymentCodePrefixes>> {
    return functions.authorCodePrefixes(this.#context, options);
  }

  /**
   * 支付与退款回调: makes a handler for what Cloud Pay tells by itself. It takes the raw body of a callback, verifies it, asks the service,
   * settles what waits for the order, tells the listener, and says what to answer; it never rejects. Make one and keep it: it remembers what
   * it has acknowledged. Frameworks have adapters: `nodeCallbackHandler`, `fastifyCallbackPlugin`, `koaCallbackMiddleware` and
   * `fetchCallbackHandler`.
   *
   * @param listener is told of each payment and each end of a refund, as the service confirms it
   * @throws ConfigurationError when one of `additionalKeys` is no key
   * @example
   * const handle = payments.callbackHandler((callback) => fulfil(callback));
   * const { status, headers, body } = await handle(rawBody);
   */
  callbackHandler(listener: CallbackListener, options: CallbackOptions = {}): CallbackHandler {
    return functions.callbackHandler(this.#context, listener, options);
  }

  /**
   * 预热: opens a connection to a host that answers, so that the next payment finds it warm, and learns the service's clock. Call it when
   * the till starts, and before a scan after a long pause. Endpoint `ping`.
   *
   * @param options `timeout` for each host, in milliseconds; default 2,000
   * @throws CloudPayError when no host answers
   */
  warmUp(options: CallOptions = {}): Promise<Pong> {
    return functions.warmUp(this.#context, options);
  }

  /**
   * 生成订单号: makes a number for an order or a refund, which no other device makes and which sorts after the ones before it.
   *
   * @throws ConfigurationError (field `cloudCashierId`) when the merchant's prefix is not configured
   */
  newOrderNumber(): Promise<string> {
    return functions.newOrderNumber(this.#context);
  }

  /**
   * Stops asking, finishes what is being written, and closes the connections. Undecided orders stay in the journal, for `resume`.
   * C function `cloud_pay_fini`.
   *
   * @throws CloudPayError `JOURNAL_UNAVAILABLE` when the journal cannot be closed; it says nothing about any payment
   */
  close(): Promise<void> {
    return this.#context.close();
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
