import type { KeyObject } from 'node:crypto';
import { CloudPayError, nodeCrypto } from '@cloudpay/core';
import type { OrderSdk } from '@cloudpay/proto';
import type { FoundOrder } from '../service/ask-order.ts';
import type { OrderOutcome, ReentryConflict } from '../service/order-outcome.ts';
import type { JournalRecord } from './record.ts';
import { refusedLocally } from './refused-locally.ts';

/**
 * Which order a response is about:
 * - `ours`: it is tied to our request.
 * - `untied`: nothing shows that it is another one, and nothing proves that it is ours.
 * - `doubtful`: it looks like an order of another till, of another payment code, or of an earlier sale. A person has to look.
 * - `another`: its amount or platform is not ours, so it is another order.
 * - `incomplete`: it has no amount or no platform, so it decides nothing.
 */
export type Identity = 'ours' | 'untied' | 'doubtful' | 'another' | 'incomplete';

/** The facts that identify an order of ours. */
export type OwnOrder = Pick<
  JournalRecord,
  'outTradeNo' | 'totalFee' | 'payPlatform' | 'deviceId' | 'machineNo' | 'acceptedAt' | 'isTied' | 'codeHmac'
>;

/**
 * Compares an order that the service reported with one of ours.
 *
 * @param authenKeys the merchant's keys: any of them may have made the HMAC of the payment code
 */
export function identify(ours: OwnOrder, theirs: FoundOrder, authenKeys: readonly KeyObject[]): Identity {
  const { order, paymentCode } = theirs;
  const { totalFee, payPlatform } = order;
  if (ours.totalFee !== undefined && totalFee === undefined) return 'incomplete';
  if (ours.payPlatform !== undefined && payPlatform === undefined) return 'incomplete';
  if ((ours.totalFee ?? totalFee) !== totalFee || (ours.payPlatform ?? payPlatform) !== payPlatform) return 'another';
  if (ours.isTied) return 'ours';
  const sameCode = comparePaymentCode(ours, paymentCode, authenKeys);
  if (sameCode !== undefined) return sameCode ? 'ours' : 'doubtful';
  return isAnotherTerminal(ours, order) ? 'doubtful' : 'untied';
}

/**
 * The results that speak of money (Alipay calls a reversed order closed), or that show a code to pay with.
 */
const resultsOfOurs: ReadonlySet<OrderOutcome['result']> = new Set([
  'paid',
  'partlyRefunded',
  'refunded',
  'reversed',
  'closed',
  'awaitingPayment',
]);

/** Whether only an order that is certainly ours may be told with this outcome. */
export function mustBeOurs({ result }: OrderOutcome): boolean {
  return resultsOfOurs.has(result);
}

/** How much older than our first request an order of an earlier sale is, in milliseconds. */
const earlierSale = 120_000;

/**
 * {@link identify} when the payment code is no longer in memory, so that no request can be repeated to tie the order: the time
 * of its creation decides.
 */
export function identifyByTime(ours: OwnOrder, theirs: FoundOrder, authenKeys: readonly KeyObject[]): Identity {
  const identity = identify(ours, theirs, authenKeys);
  if (identity !== 'untied') return identity;
  return isOfEarlierSale(ours, theirs.order.createTime) ? 'doubtful' : 'ours';
}

/**
 * {@link identify} for an order of the journal, outside the wait that takes its payment.
 *
 * @param isBeingTaken whether a process is taking the payment right now. It can repeat its request, which shows whose the order
 * is. Until then an order that is not tied is `untied`
 */
export function identifyRecorded(
  record: JournalRecord,
  isBeingTaken: boolean,
  theirs: FoundOrder,
  authenKeys: readonly KeyObject[],
): Identity {
  const mayBeTied = record.state === 'undecided' && isBeingTaken;
  return (mayBeTied ? identify : identifyByTime)(record, theirs, authenKeys);
}

function isOfEarlierSale({ acceptedAt }: OwnOrder, createTime: number | undefined): boolean {
  // Some services write 0 for what was never set.
  if (acceptedAt === undefined || !createTime) return false;
  const created = createTime * 1_000 + earlierSale;
  return created < acceptedAt.local || (acceptedAt.service !== undefined && created < acceptedAt.service.time);
}

/** The HMAC of a payment code for the journal: a reader of the journal cannot find the code. */
export function hmacOfPaymentCode(authenKey: KeyObject, outTradeNo: string, paymentCode: string): string {
  return `${markOf(authenKey)}.${hmac(authenKey, `payment code\n${outTradeNo}\n${paymentCode}`)}`;
}

/** A short mark that tells keys apart. */
function markOf(authenKey: KeyObject): string {
  return hmac(authenKey, 'mark').slice(0, 6);
}

function hmac(authenKey: KeyObject, text: string): string {
  return nodeCrypto().createHmac('sha256', authenKey).update(text).digest('base64url');
}

/** @returns undefined when there is no code to compare, or the key of the HMAC is no longer known */
function comparePaymentCode(
  { outTradeNo, codeHmac }: OwnOrder,
  paymentCode: string | undefined,
  authenKeys: readonly KeyObject[],
): boolean | undefined {
  if (codeHmac === undefined || paymentCode === undefined) return undefined;
  const key = authenKeys.find((known) => codeHmac.startsWith(`${markOf(known)}.`));
  return key && hmacOfPaymentCode(key, outTradeNo, paymentCode) === codeHmac;
}

/**
 * Whether the service names another till. Systems on the way may change case, width and white space, and send numbers instead
 * of digits.
 */
export function isAnotherTerminal(
  ours: Pick<OwnOrder, 'deviceId' | 'machineNo'>,
  theirs: { readonly deviceId?: string; readonly machineNo?: string },
): boolean {
  return (['deviceId', 'machineNo'] as const).some((name) => {
    const one = normalised(ours[name]);
    const other = normalised(theirs[name]);
    return one !== undefined && other !== undefined && one !== other;
  });
}

/** @returns undefined for a value that identifies nothing */
function normalised(text: string | undefined): string | undefined {
  const plain = text?.normalize('NFKC').trim().toLowerCase();
  if (plain === undefined || plain === '') return undefined;
  // A number instead of text has no leading zeros.
  const digits = /^\d+$/.test(plain) ? plain.replace(/^0+/, '') : plain;
  return digits === '' ? undefined : digits;
}

/** The outcome when the number belongs to another order. */
export function numberReused(order?: OrderSdk): ReentryConflict {
  const error = new CloudPayError(
    '该订单号已有另一笔订单，切勿撤销；若它就是本次销售且已付，即已收款 (the number has another order: never reverse it; if it is this sale’s and paid, the sale is paid)',
    { code: 'NUMBER_REUSED', outcome: 'failed' },
  );
  return { result: 'reentryConflict', ...(order && { order }), error };
}

/** The service has the order, but it is not certain yet that it is ours: its payment is under way. */
export function notYetTied(): CloudPayError {
  return refusedLocally(
    '尚不能确认该单号下的订单就是这一笔，请稍后再试 (not certain yet that the order under this number is this one: try again in a moment)',
  );
}

/** The order may be another one, so a person has to look. */
export function doubtfulOrder(): CloudPayError {
  return new CloudPayError(
    '该订单号下的订单可能属于另一台收银机或更早的交易，请人工核对 (the order under this number may be another till’s or an earlier sale’s: a person has to look)',
    { code: 'NUMBER_REUSED', outcome: 'unknown' },
  );
}
