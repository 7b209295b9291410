import type { KeyObject } from 'node:crypto';
import { CloudPayError, nodeCrypto } from '@cloudpay/core';
import type { FoundOrder } from '../service/ask-order.ts';
import type { ReentryConflict } from '../service/order-outcome.ts';
import type { JournalRecord } from './record.ts';

/**
 * Which order a response is about.
 *
 * - `ours`: it is tied to our request.
 * - `untied`: nothing says that it is another one, and nothing proves that it is ours.
 * - `doubtful`: it looks like an order of another till, of another payment code, or of an earlier sale. A person has to look.
 * - `another`: its amount or platform is not ours, so it is another order.
 * - `incomplete`: it names no amount or no platform, so it decides nothing.
 */
export type Identity = 'ours' | 'untied' | 'doubtful' | 'another' | 'incomplete';

/** What is known of an order of ours. */
export type OwnOrder = Pick<
  JournalRecord,
  'outTradeNo' | 'totalFee' | 'payPlatform' | 'deviceId' | 'machineNo' | 'acceptedAt' | 'isTied' | 'codeHmac'
>;

/**
 * Compares an order that the service told of with one of ours.
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

/** By so much an order of an earlier sale is older than our first request, in milliseconds. */
const earlierSale = 120_000;

/**
 * {@link identify} when the payment code is no longer in memory, and no request can be repeated to tie the order: the time of its creation
 * decides.
 */
export function identifyByTime(ours: OwnOrder, theirs: FoundOrder, authenKeys: readonly KeyObject[]): Identity {
  const identity = identify(ours, theirs, authenKeys);
  if (identity !== 'untied') return identity;
  return isOfEarlierSale(ours, theirs.order.createTime) ? 'doubtful' : 'ours';
}

/**
 * {@link identify} for an order of the journal, as everybody sees it who does not take the payment.
 *
 * @param isBeingTaken a process takes the payment right now: it can repeat its request, which shows whose the order is. Until then an order that
 * is not tied is `untied`
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

/** What the journal keeps of a payment code: nobody who reads the journal can learn the code from it. */
export function hmacOfPaymentCode(authenKey: KeyObject, outTradeNo: string, paymentCode: string): string {
  return `${markOf(authenKey)}.${hmac(authenKey, `payment code\n${outTradeNo}\n${paymentCode}`)}`;
}

/** Tells keys apart. */
function markOf(authenKey: KeyObject): string {
  return hmac(authenKey, 'mark').slice(0, 6);
}

function hmac(authenKey: KeyObject, text: string): string {
  return nodeCrypto().createHmac('sha256', authenKey).update(text).digest('base64url');
}

/** @returns undefined when nothing can be said: for want of a code, or because the HMAC was made with a key that is no longer known */
function comparePaymentCode(
  { outTradeNo, codeHmac }: OwnOrder,
  paymentCode: string | undefined,
  authenKeys: readonly KeyObject[],
): boolean | undefined {
  if (codeHmac === undefined || paymentCode === undefined) return undefined;
  const key = authenKeys.find((known) => codeHmac.startsWith(`${markOf(known)}.`));
  return key && hmacOfPaymentCode(key, outTradeNo, paymentCode) === codeHmac;
}

/** Whether the service names another till. Systems on the way may change case, width and white space, and send numbers for digits. */
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

/** @returns undefined for what says nothing */
function normalised(text: string | undefined): string | undefined {
  const plain = text?.normalize('NFKC').trim().toLowerCase();
  if (plain === undefined || plain === '') return undefined;
  // A number in place of text has no leading zeros.
  const digits = /^\d+$/.test(plain) ? plain.replace(/^0+/, '') : plain;
  return digits === '' ? undefined : digits;
}

/** The outcome when the number leads to an order that is not ours. */
export function numberReused(): ReentryConflict {
  const error = new CloudPayError(
    '该订单号已被另一笔订单使用，切勿撤销；请先查询该单号 (the number belongs to another order: never reverse it, query it first)',
    { code: 'NUMBER_REUSED', outcome: 'failed' },
  );
  return { result: 'reentryConflict', error };
}

/** Why an order is not touched that the service holds, while its payment is under way. */
export function notYetTied(): CloudPayError {
  return new CloudPayError(
    '尚不能确认该单号下的订单就是这一笔，请稍后再试 (not certain yet that the order under this number is this one: try again in a moment)',
    { code: 'REFUSED_LOCALLY', outcome: 'failed' },
  );
}

/** Why a person has to look at an order. */
export function doubtfulOrder(): CloudPayError {
  return new CloudPayError(
    '该订单号下的订单可能属于另一台收银机或更早的交易，请人工核对 (the order under this number may be another till’s or an earlier sale’s: a person has to look)',
    { code: 'NUMBER_REUSED', outcome: 'unknown' },
  );
}
