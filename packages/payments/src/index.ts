/**
 * Payments in shops: take, query, cancel, refund and list them, and receive their callbacks. Start with {@link Payments}.
 *
 * @module @cloudpay/payments
 */
export {
  ArgumentError,
  type CallEvent,
  type CallListener,
  type CallMessage,
  type CallOptions,
  type ClientOptions,
  type ClientPorts,
  type Clock,
  CloudPayClient,
  CloudPayError,
  type Configuration,
  ConfigurationError,
  type ConfigurationInput,
  configurationFromConf,
  configurationFromEnv,
  createClient,
  createConfiguration,
  createFetchTransport,
  createNodeTransport,
  type ErrorCode,
  type ErrorOutcome,
  type Fetch,
  fenFromYuan,
  type HostMessage,
  isLoopback,
  type Messages,
  type NumberMark,
  type PaymentCodePrefixes,
  type Pong,
  publicBaseUrls,
  readPaymentCode,
  recognisePlatform,
  type TracedFacts,
  type Transport,
  yuanFromFen,
} from '@cloudpay/core';
export {
  AlipayOrderState,
  AlipayRefundOrderState,
  type CancelOrderSdkRequest,
  CardOrderState,
  type Detail,
  type GoodsDetail,
  type MicroPaySdkRequest,
  type OrderSdk,
  type OrderStatClientInfo,
  PayPlatform,
  type QueryOrderSdkRequest,
  QueryOrderType,
  type QueryRefundSdkRequest,
  type RefundOrderSdk,
  type RefundSdkRequest,
  type ScanCodePaySdkRequest,
  type ShopInfo,
  SourceType,
  type StaffInfo,
  StatType,
  SubPayPlatform,
  TradeType,
  WxpayOrderState,
  WxpayRefundOrderState,
} from '@cloudpay/proto';
export * from './callbacks/index.ts';
export type { CancelFailed, Cancelled, CancelOutcome, CancelUnknown } from './cancel/cancel-outcome.ts';
export type {
  CallbackMessage,
  CancellationMessage,
  PaymentMessage,
  PaymentsChannels,
  RefundMessage,
} from './context/channels.ts';
export type { JournalFailureEvent, PaymentsEvent } from './context/context.ts';
export type { PaymentsPorts } from './context/open-payments.ts';
export type { JournalMessage } from './journal/channel.ts';
export { createMemoryJournal, type MemoryJournalOptions } from './journal/memory-store.ts';
export type {
  Cancellation,
  JournalRecord,
  Moment as JournalMoment,
  OrderState,
  RefundRecord,
  Sends,
  Watch,
} from './journal/record.ts';
export { type FileJournalOptions, openFileJournal } from './journal/sqlite/open-file-journal.ts';
export type { ClaimRequest, JournalStore, JournalWrite, RecordKey, StoredRecord, Written } from './journal/store.ts';
export type { OtherEntry, PaymentEntry, RefundEntry } from './lists/entry.ts';
export type { ListEntry, ListedOrder, ListedRefund, ListOrdersRequest, OrderFilter } from './lists/list-orders.ts';
export type { Moment } from './lists/moment.ts';
export type { DetailEntry, DetailFacts, OrderDetailsRequest, Whereabouts } from './lists/order-details.ts';
export type { OverviewFilter } from './lists/order-overview.ts';
export type { PageRequest } from './lists/page-request.ts';
export type { Page, PagedList } from './lists/paged-list.ts';
export type { SalesFacts, SalesStatistics, SalesStatisticsRequest } from './lists/sales-statistics.ts';
export type { Payment } from './pay/payment.ts';
export type { PaymentProgress } from './pay/progress.ts';
export { Payments, type PaymentsOptions } from './payments.ts';
export type { RefundAuthorization } from './refunds/authorization.ts';
export type { RefundOptions } from './refunds/options.ts';
export type { Refund } from './refunds/refund-handle.ts';
export type { Resumed } from './resume/resume.ts';
export type {
  AwaitingPayment,
  Ended,
  Failed,
  NotFound,
  OrderOutcome,
  Paid,
  PartlyRefunded,
  ReentryConflict,
  Unknown,
} from './service/order-outcome.ts';
export type {
  RefundFailed,
  RefundOutcome,
  RefundQueryOutcome,
  RefundSucceeded,
  RefundUnknown,
} from './service/refund-outcome.ts';
export { returnCodeOf } from './service/return-code.ts';
