import type { PayPlatform, ShopInfo, TradeType } from '@cloudpay/proto';
import type { LoginOutcome } from '../service/logins/logins.ts';
import type { Account } from '../service/merchant/account.ts';
import { tradeState } from '../service/orders/order-states.ts';
import { isPaid, type Order } from '../service/orders/orders.ts';
import { refundState } from '../service/refunds/refund-states.ts';
import type { Refund } from '../service/refunds/refunds.ts';
import type { Collection } from '../store/collection.ts';

/** An order, as tests want to see it. */
export interface OrderState {
  readonly outTradeNo: string;
  readonly payPlatform: PayPlatform;
  readonly tradeType: TradeType;
  readonly totalFee: number;
  /** The platform's own number for where the order stands. */
  readonly currentTradeState: number;
  /** Whether the money was taken; stays true after refunds and reversals. */
  readonly paid: boolean;
  /** What went back, in fen. */
  readonly refundedFee: number;
  /** How often the customer's account was debited: 0 or 1. */
  readonly charges: number;
}

/** A refund, as tests want to see it. */
export interface RefundState {
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly refundFee: number;
  /** The platform's own number for where the refund stands. */
  readonly state: number;
}

/** A callback, as tests want to see it. */
export interface CallbackState {
  readonly url: string;
  readonly attempts: number;
  readonly delivered: boolean;
}

/** A login, as tests want to see it. */
export interface LoginState {
  readonly activator: string;
  readonly state: LoginOutcome['state'];
}

/** What the sandbox knows at this moment. */
export interface SandboxState {
  readonly orders: readonly OrderState[];
  readonly refunds: readonly RefundState[];
  readonly shops: readonly ShopInfo[];
  readonly logins: readonly LoginState[];
  readonly callbacks: readonly CallbackState[];
  /** How often each endpoint was called, by its name on the wire. Of all merchants together. */
  readonly calls: Readonly<Record<string, number>>;
}

export function stateOf(accounts: readonly Account[], calls: Collection<number>): SandboxState {
  return {
    orders: accounts.flatMap(({ orders }) => Array.from(orders.values(), orderState)),
    refunds: accounts.flatMap((account) => Array.from(account.refunds.values(), (refund) => refundStateOf(refund, account))),
    shops: accounts.flatMap(({ shops }) => [...shops.values()]),
    logins: accounts.flatMap(({ logins }) =>
      logins.values().map((login) => ({ activator: login.activator, state: logins.outcome(login).state })),
    ),
    callbacks: accounts.flatMap(({ callbacks }) =>
      Array.from(callbacks.values(), ({ url, attempts, delivered }) => ({ url, attempts, delivered })),
    ),
    calls: Object.fromEntries(calls.entries()),
  };
}

function orderState(order: Order): OrderState {
  return {
    outTradeNo: order.outTradeNo,
    payPlatform: order.payPlatform,
    tradeType: order.tradeType,
    totalFee: order.payContent.totalFee,
    currentTradeState: tradeState(order.payPlatform, order.tradeType, order.stage),
    paid: isPaid(order),
    refundedFee: order.refundedFee,
    charges: order.charges,
  };
}

function refundStateOf({ outRefundNo, outTradeNo, refundContent, stage }: Refund, { orders }: Account): RefundState {
  const { payPlatform } = orders.get(outTradeNo);
  return { outRefundNo, outTradeNo, refundFee: refundContent.refundFee, state: refundState(payPlatform, stage) };
}
