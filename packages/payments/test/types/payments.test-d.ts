import { expectTypeOf, test } from 'vitest';
import {
  type CallOptions,
  type CloudPayClient,
  type Configuration,
  createMemoryJournal,
  type JournalStore,
  type ListEntry,
  type OrderOutcome,
  openFileJournal,
  type Payment,
  type PaymentProgress,
  Payments,
  type PaymentsOptions,
  PayPlatform,
  type Refund,
  type RefundOutcome,
  type Resumed,
} from '../../src/index.ts';

// Checked by `pnpm typecheck`: nothing here runs.

declare const payments: Payments;
declare const client: CloudPayClient;
const merchant = { outMchId: 'm', outSubMchId: 's', outShopId: 'h', deviceId: '1', authenKey: 'k' };
const micro = { outTradeNo: 'n', authorCode: '134520273825380000', totalFee: 1, body: 'coffee' };

test('a client is made of a configuration, or of a client and ports', () => {
  expectTypeOf(Payments).toBeConstructibleWith(merchant);
  expectTypeOf(Payments).toBeConstructibleWith({ ...merchant, timeout: 1, journal: createMemoryJournal() });
  expectTypeOf(Payments).toBeConstructibleWith(client, { journal: createMemoryJournal() });
  expectTypeOf(payments).toExtend<AsyncDisposable>();
  // @ts-expect-error a merchant without a key is none
  new Payments({ ...merchant, authenKey: undefined });
  // @ts-expect-error a field that nobody knows
  new Payments({ ...merchant, mchId: 'm' });
  expectTypeOf<PaymentsOptions['journal']>().toEqualTypeOf<JournalStore | undefined>();
  expectTypeOf(openFileJournal).toBeCallableWith('journal.db');
  expectTypeOf(openFileJournal).returns.toEqualTypeOf<Promise<JournalStore>>();
});

test('a checked configuration is read only', () => {
  const configuration = {} as Configuration;
  // @ts-expect-error read only
  configuration.timeout = 1;
  // @ts-expect-error read only
  configuration.baseUrls.push('https://example.com');
  // @ts-expect-error read only
  configuration.outMchId = 'another';
});

test('a payment is a handle, not an outcome', () => {
  expectTypeOf(payments.microPay).returns.toEqualTypeOf<Promise<Payment>>();
  expectTypeOf(payments.scanCodePay).returns.toEqualTypeOf<Promise<Payment>>();
  const payment = {} as Payment;
  expectTypeOf(payment.outTradeNo).toEqualTypeOf<string>();
  expectTypeOf(payment.payPlatform).toEqualTypeOf<PayPlatform>();
  expectTypeOf(payment.result).toEqualTypeOf<(options?: CallOptions) => Promise<OrderOutcome>>();
  expectTypeOf(payment.codeUrl).toEqualTypeOf<() => Promise<string | undefined>>();
  expectTypeOf(payment).toExtend<AsyncIterable<PaymentProgress>>();
  // @ts-expect-error the outcome is asked for
  payment.result === 'paid';
});

test('progress tells the outcome last', () => {
  const step = {} as PaymentProgress;
  if (step.type === 'settled') expectTypeOf(step.outcome).toEqualTypeOf<OrderOutcome>();
  if (step.type === 'awaitingPayment') expectTypeOf(step.codeUrl).toEqualTypeOf<string>();
  // @ts-expect-error a step has an outcome only at the end
  step.outcome;
});

test('requests name their fields', () => {
  payments.microPay(micro, { timeout: 1, signal: AbortSignal.timeout(1) });
  payments.scanCodePay({ outTradeNo: 'n', payPlatform: PayPlatform.WechatPay, totalFee: 1, body: 'coffee' });
  // @ts-expect-error no code
  payments.microPay({ outTradeNo: 'n', totalFee: 1, body: 'coffee' });
  // @ts-expect-error fen are a number
  payments.microPay({ ...micro, totalFee: '1' });
  // @ts-expect-error the platform of a scan-code payment is the caller's to choose
  payments.scanCodePay({ outTradeNo: 'n', totalFee: 1, body: 'coffee' });
  // @ts-expect-error names are in camelCase
  payments.queryOrder({ out_trade_no: 'n' });
});

test('refunds are handles too', () => {
  expectTypeOf(payments.refund).returns.toEqualTypeOf<Promise<Refund>>();
  expectTypeOf<Refund['result']>().returns.toEqualTypeOf<Promise<RefundOutcome>>();
  payments.refund({ outTradeNo: 'n', refundFee: 1 }, { signed: true });
  // @ts-expect-error a refund of how much?
  payments.refund({ outTradeNo: 'n' });
});

test('lists and resumed orders are told apart by their kind', () => {
  expectTypeOf(payments.listOrders).returns.toExtend<AsyncIterable<ListEntry>>();
  expectTypeOf<ListEntry['kind']>().toEqualTypeOf<'order' | 'refund' | 'other'>();
  const entry = {} as ListEntry;
  if (entry.kind === 'order') expectTypeOf(entry.outcome).toEqualTypeOf<OrderOutcome>();
  if (entry.kind === 'refund') expectTypeOf(entry.outcome).toEqualTypeOf<RefundOutcome>();
  const resumed = {} as Resumed;
  if (resumed.kind === 'refund') expectTypeOf(resumed.outRefundNo).toEqualTypeOf<string>();
  // @ts-expect-error an order has no refund number
  if (resumed.kind === 'order') resumed.outRefundNo;
});
