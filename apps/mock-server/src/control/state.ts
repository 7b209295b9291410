import type { PayPlatform, ShopInfo, TradeType } from '@cloudpay/proto';
import type { LoginOutcome } from '../service/logins/logins.ts';
import { tradeState } from '../service/orders/order-states.ts';
import { isPaid, type Order } from '../service/orders/orders.ts';
import { refundState } from '../service/refunds/refund-states.ts';
import type { Refund } from '../service/refunds/refunds.ts';
import type { Sandbox } from '../service/sandbox.ts';

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
  /** How often each endpoint was called, by its name on the wire. */
  readonly calls: Readonly<Record<string, number>>;
}

export function stateOf(sandbox: Sandbox): SandboxState {
  return {
    orders: Array.from(sandbox.orders.values(), orderState),
    refunds: Array.from(sandbox.refunds.values(), (refund) => refundStateOf(refund, sandbox)),
    shops: [...sandbox.shops.values()],
    logins: sandbox.logins.values().map((login) => ({
      activator: login.activator,
      state: sandbox.logins.outcome(login).state,
    })),
    callbacks: Array.from(sandbox.callbacks.values(), ({ url, attempts, delivered }) => ({ url, attempts, delivered })),
    calls: Object.fromEntries(sandbox.calls.entries()),
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

function refundStateOf({ outRefundNo, outTradeNo, refundContent, stage }: Refund, { orders }: Sandbox): RefundState {
  const { payPlatform } = orders.get(outTradeNo);
  return { outRefundNo, outTradeNo, refundFee: refundContent.refundFee, state: refundState(payPlatform, stage) };
}
