import { isJsonObject, type OrderSdk, parseJson, type RefundOrderSdk, unknownFields } from '@cloudpay/proto';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';

/** 支付单: a payment in a list. */
export interface PaymentEntry<Order extends OrderSdk = OrderSdk> {
  readonly kind: 'order';
  readonly order: Order;
  /** What the state of the order means, as `queryOrder` classifies it. The journal is not consulted. */
  readonly outcome: OrderOutcome;
}

/** 退款单: a refund in a list. */
export interface RefundEntry<Refund extends RefundOrderSdk = RefundOrderSdk> {
  readonly kind: 'refund';
  readonly refund: Refund;
  /** What the state of the refund means, as `queryRefund` classifies it. */
  readonly outcome: RefundOutcome;
}

/** 其他: neither a payment nor a refund, for example a deposit (押金), or a kind that a newer service lists. */
export interface OtherEntry {
  readonly kind: 'other';
  /** The fields as the service sent them, in snake_case, for example `{ freeze_order: { … } }`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

type AnyEntry = PaymentEntry | RefundEntry | OtherEntry;

/** The key of an entry: its kind and number, since a refund may have the number of an order. */
export function keyOfEntry(entry: AnyEntry): string | undefined {
  const [kind, number] = numberOf(entry);
  return typeof number === 'string' ? `${kind} ${number}` : undefined;
}

function numberOf(entry: AnyEntry): readonly [kind: string, number?: unknown] {
  switch (entry.kind) {
    case 'order':
      return ['order', entry.order.outTradeNo];
    case 'refund':
      return ['refund', entry.refund.outRefundNo];
    default:
      return depositNumber(entry.fields);
  }
}

/** Deposits are passed on as they came, but they have numbers too. */
function depositNumber({ freeze_order: freeze, unfreeze_order: unfreeze }: OtherEntry['fields']) {
  if (isJsonObject(freeze)) return ['freeze', freeze.out_freeze_no] as const;
  if (isJsonObject(unfreeze)) return ['unfreeze', unfreeze.out_unfreeze_no] as const;
  return ['other'] as const;
}

/** Makes the entry for what is neither a payment nor a refund, from the unknown fields of the messages. */
export function otherEntry(...messages: readonly ({ [unknownFields]?: Record<string, unknown> } | undefined)[]): OtherEntry {
  const fields = Object.assign({}, ...messages.map((message) => message?.[unknownFields]));
  return { kind: 'other', fields: withoutPaymentCode(fields) };
}

/** A record of a list without the customer's payment code, which the service sends back. Fields of a newer service are kept. */
export function withoutCodeIn<T extends { [unknownFields]?: Record<string, unknown> }>(record: T): T {
  const unknown = record[unknownFields];
  return unknown === undefined ? record : { ...record, [unknownFields]: withoutPaymentCode(unknown) };
}

function withoutPaymentCode(fields: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(fields, (name, value) => (name === 'author_code' ? undefined : value));
  return parseJson(text) as Record<string, unknown>;
}
