import {
  type CallOptions,
  CloudPayError,
  ConfigurationError,
  type Credential,
  checkFen,
  checkMessage,
  checkNumber,
  checkTimeout,
  sharedTimeout,
} from '@cloudpay/core';
import { RefundSdkRequest, refundEndpoint } from '@cloudpay/proto';
import type { PaymentsContext } from '../context.ts';
import type { JournalRecord } from '../journal/record.ts';
import { RefundEntry } from '../journal/refund-entry.ts';
import { certainlySince, sentAt } from '../journal/sent-at.ts';
import { merchantOf, terminalOf } from '../merchant.ts';
import { newRefundNumber } from '../numbers.ts';
import { checkMayTouch } from '../orders/cancel-order.ts';
import { isSameOrder } from '../pay/subject.ts';
import { beginning, resuming, type Wait } from '../wait/decide.ts';
import { refundSchedule } from '../wait/schedule.ts';
import { type Subject, Waiting } from '../wait/wait.ts';
import { authorizationContent, type RefundAuthorization } from './authorization.ts';
import { classifyRefund } from './classify-refund.ts';
import { askForRefund } from './query-refund.ts';
import { Refund } from './refund.ts';
import type { RefundOutcome } from './refund-outcome.ts';
import { checkIsAboutRefund, toRefundSdk } from './refund-sdk.ts';
import { checkRefundable, learnRefundable } from './refundable.ts';

/** What a refund takes beside what every call takes. */
export interface RefundOptions extends CallOptions {
  /** Signs the request with the merchant's private key, in place of the authentication code. Default false. */
  readonly signed?: boolean;
  /** Who permits it: the service then refuses a refund that they may not permit. Default: it does not check. */
  readonly authorization?: RefundAuthorization | undefined;
}

/** 退款: `Payments.refund`. */
export async function refund(
  context: PaymentsContext,
  request: RefundSdkRequest,
  options: RefundOptions = {},
): Promise<Refund> {
  const { client, journal } = context;
  const { configuration } = client;
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  // Before the schema, which takes yuan for no integer, and says no more than that.
  if (request?.refundFee !== undefined) checkFen(request.refundFee, 'refundFee');
  checkMessage(RefundSdkRequest, request);
  const { outTradeNo, refundFee, refundFeeType = 'CNY', refundReason } = request;
  checkNumber(outTradeNo, 'outTradeNo', configuration.cloudCashierId);
  if (request.outRefundNo !== undefined) checkNumber(request.outRefundNo, 'outRefundNo', configuration.cloudCashierId);
  const credential = credentialFor(context, options.signed);
  const { key, version } = authorizationContent(options.authorization);
  const record = await journal.read(outTradeNo);
  checkMayTouch(record);
  const next = sharedTimeout(client, options);
  const refundable = await learnRefundable(client, request, next);
  // The response to the payment may have been lost that said that the number belongs to another order.
  if (record !== undefined && !isSameOrder(record, refundable.order)) throw notOurs();
  const outRefundNo = request.outRefundNo ?? (await newRefundNumber(context, outTradeNo));
  const entry = await RefundEntry.accept(
    journal,
    { outTradeNo, outRefundNo, refundFee },
    sentAt(client),
    configuration.timeout,
    (recorded) => checkRefundable(refundable, refundFee, recorded),
  );
  const { order, totalFee } = refundable;
  const content = {
    payMchKey: { ...merchantOf(configuration, order.payPlatform), ...key },
    refundContent: { outTradeNo, outRefundNo, totalFee, refundFee, refundFeeType, refundReason },
    orderClient: terminalOf(configuration),
    ...version,
  };
  const send = async (callOptions: CallOptions): Promise<RefundOutcome> => {
    const { response } = await client.call(refundEndpoint, content, { ...callOptions, ...(credential && { credential }) });
    if (response.refundOrderContent === undefined) return { result: 'unknown', code: -2 };
    const told = toRefundSdk(response.refundOrderContent, { ...content.payMchKey, ...response.payMchKey });
    checkIsAboutRefund({ outTradeNo, outRefundNo, refundFee }, told, refundEndpoint.path);
    return classifyRefund(told);
  };
  return new Refund({ outTradeNo, outRefundNo }, follow(context, entry, beginning, next(), send));
}

/** Takes a refund that a crash left undecided to its outcome; it is asked for, never sent again. */
export function resumeRefund(
  context: PaymentsContext,
  record: JournalRecord,
  outRefundNo: string,
  options: CallOptions,
): Promise<RefundOutcome> {
  const recorded = record.refunds?.find((item) => item.outRefundNo === outRefundNo);
  if (recorded === undefined) throw new RangeError(`no refund ${outRefundNo}`);
  const entry = RefundEntry.resume(context.journal, record, recorded);
  return follow(context, entry, resuming(certainlySince(context.client, recorded.lastSentAt)), options);
}

function notOurs(): CloudPayError {
  return new CloudPayError('该订单号属于另一笔订单，未发起退款 (the number belongs to another order; nothing was refunded)', {
    code: 'REFUSED_LOCALLY',
    outcome: 'failed',
  });
}

function credentialFor({ client }: PaymentsContext, signed = false): Credential | undefined {
  if (!signed) return undefined;
  const { privateKey } = client.configuration;
  if (privateKey === undefined)
    throw new ConfigurationError('privateKey', '签名退款需要私钥 (a signed refund needs the private key)');
  return { privateKey };
}

function follow(
  context: PaymentsContext,
  record: RefundEntry,
  wait: Wait<RefundOutcome>,
  { signal, timeout }: CallOptions,
  send?: (options: CallOptions) => Promise<RefundOutcome>,
): Promise<RefundOutcome> {
  const { client, liveRefunds: among } = context;
  const { outTradeNo, outRefundNo } = record;
  const subject: Subject<RefundOutcome> = {
    ...(send && { send }),
    ask: (options) => askForRefund(client, { outTradeNo, outRefundNo }, options),
    isFinal: ({ result }) => result !== 'unknown',
    failed: (error) => ({ result: 'failed', code: -1, error }),
    undecided: (told, error) => ({ result: 'unknown', code: -2, ...(told?.refund && { refund: told.refund }), error }),
  };
  const options = { subject, record, schedule: refundSchedule, signal, timeout, among, number: outRefundNo };
  return new Waiting(context, options, wait).outcome;
}
