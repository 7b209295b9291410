import { CloudPayError } from '@cloudpay/core';
import {
  type Message,
  type OrderClient,
  type OrderContent,
  OrderSdk,
  type PayMchKey,
  PayPlatform,
  unknownFields,
} from '@cloudpay/proto';

/** The parts in which the service reports an order. */
export interface OrderParts {
  readonly payMchKey?: PayMchKey | undefined;
  readonly orderContent?: OrderContent | undefined;
  readonly orderClient?: OrderClient | undefined;
}

/**
 * Combines the parts of an order into the flat `OrderSdk`. Only fields of its schema are kept, so the customer's payment code,
 * which the service sends back, is dropped.
 */
export function toOrderSdk({ payMchKey, orderContent, orderClient }: OrderParts): OrderSdk {
  const name = extensions[payMchKey?.payPlatform ?? 0];
  const extension = name && orderContent?.[name];
  const parts: Record<string, unknown> = { ...orderClient, ...payMchKey, ...extension, ...orderContent };
  for (const [name, wireName] of terminalFields) if (hasLostDigits(orderClient, wireName)) delete parts[name];
  return pickFields(OrderSdk, parts);
}

/** By platform. Some services write an empty one of another platform beside it. */
const extensions: Readonly<Record<number, keyof OrderContent & `${string}OrderContentExt`>> = {
  [PayPlatform.WechatPay]: 'wxpayOrderContentExt',
  [PayPlatform.Alipay]: 'alipayOrderContentExt',
  [PayPlatform.MembershipCard]: 'cardOrderContentExt',
  [PayPlatform.Bookkeeping]: 'recordOrderContentExt',
};

/** The fields that identify a terminal. */
const terminalFields = [
  ['deviceId', 'device_id'],
  ['machineNo', 'machine_no'],
] as const;

/** Whether a number came instead of text, and is too long for most systems on the way: its last digits may be wrong. */
function hasLostDigits(message: OrderClient | undefined, wireName: string): boolean {
  const value = message?.[unknownFields]?.[wireName];
  return value !== undefined && !Number.isSafeInteger(value);
}

/** The fields of `parts` that a message has. */
export function pickFields<T extends object>(type: Message<T>, parts: Readonly<Record<string, unknown>>): T {
  const picked: Record<string, unknown> = {};
  for (const name of Object.keys(parts)) {
    const value = parts[name];
    if (value !== undefined && type.fieldByName(name) !== undefined) picked[name] = value;
  }
  return picked as T;
}

/**
 * The payment code that the service sent back, if it is whole: some services mask it, and a number instead of text may have
 * lost its last digits.
 */
export function paymentCodeIn(orderContent: OrderContent | undefined): string | undefined {
  const code = orderContent?.authorCode;
  if (orderContent?.[unknownFields]?.author_code !== undefined) return undefined;
  return code !== undefined && /^\d{12,}$/.test(code) ? code : undefined;
}

/** What identifies an order before the service reports it. */
export interface ExpectedOrder {
  readonly outTradeNo: string;
  readonly outSubMchId: string;
}

/**
 * Refuses an authentic response about another order, for example a captured success that is replayed.
 *
 * @throws CloudPayError `UNVERIFIED_RESPONSE`
 */
export function checkIsAbout(expected: ExpectedOrder, order: OrderSdk, endpoint: string): void {
  if (order.outTradeNo !== expected.outTradeNo) throw aboutAnother(endpoint);
  checkIsOfMerchant(expected, order, endpoint);
}

/**
 * Refuses an authentic response about another merchant: two merchants may use one number.
 *
 * @throws CloudPayError `UNVERIFIED_RESPONSE`
 */
export function checkIsOfMerchant(
  { outSubMchId }: Pick<ExpectedOrder, 'outSubMchId'>,
  told: Pick<PayMchKey, 'outSubMchId'> | undefined,
  endpoint: string,
): void {
  if ((told?.outSubMchId ?? outSubMchId) !== outSubMchId) throw aboutAnother(endpoint);
}

/** The error for an authentic response about another order: it proves nothing about ours. */
export function aboutAnother(endpoint: string): CloudPayError {
  return new CloudPayError('应答不是该订单的 (the response is about another order)', {
    code: 'UNVERIFIED_RESPONSE',
    outcome: 'unknown',
    endpoint,
  });
}
