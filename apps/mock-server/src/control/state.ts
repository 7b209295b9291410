import type { PayPlatform, ShopInfo, TradeType } from '@cloudpay/proto';
import type { FaultKind } from '../service/faults/fault.ts';
import type { PlannedFaults } from '../service/faults/planned-faults.ts';
import { expiryOf, type Login, type LoginOutcome, qrCodeUrlOf } from '../service/logins/logins.ts';
import type { Manner } from '../service/manners/manners.ts';
import { type OrderStage, tradeState } from '../service/orders/order-states.ts';
import { isPaid, isWaiting, type Order } from '../service/orders/orders.ts';
import { refundState } from '../service/refunds/refund-states.ts';
import type { Refund } from '../service/refunds/refunds.ts';
import type { Account } from '../service/sandbox/account.ts';
import type { Sandbox } from '../service/sandbox/sandbox.ts';

/** An order in the state. */
export interface OrderState {
  readonly outTradeNo: string;
  readonly payPlatform: PayPlatform;
  readonly tradeType: TradeType;
  readonly totalFee: number;
  /** The state as a number of the platform. */
  readonly currentTradeState: number;
  /** Whether the customer was charged. It stays true after refunds and reversals. */
  readonly paid: boolean;
  /** The amount refunded, in fen. */
  readonly refundedFee: number;
  /** How many times the customer was charged: 0 or 1. */
  readonly charges: number;
  /** The state of the order, with the same names for every platform. */
  readonly stage: OrderStage;
  /** Whether the order waits for its customer. `payOrder` and `declineOrder` end this. */
  readonly waiting: boolean;
  /** Seconds since 1970, on the sandbox's clock. */
  readonly createTime: number;
  /** When the order expires if it is not paid. Undefined: never. */
  readonly timeExpire: number | undefined;
  /** The text of the QR code for the customer. Undefined for a micro pay. */
  readonly codeUrl: string | undefined;
  /** The description of the goods. */
  readonly body: string;
  readonly outSubMchId: string;
  readonly outShopId: string;
}

/** A refund in the state. */
export interface RefundState {
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly refundFee: number;
  /** The state as a number of the platform. */
  readonly state: number;
}

/** A callback in the state. */
export interface CallbackState {
  readonly url: string;
  readonly attempts: number;
  readonly delivered: boolean;
}

/** A login in the state. */
export interface LoginState {
  readonly activator: string;
  readonly state: LoginOutcome['state'];
  /** The text of the QR code on the till's screen. */
  readonly qrCodeUrl: string;
  /** When the code expires: seconds since 1970, on the sandbox's clock. */
  readonly expiresAt: number;
  /** The member of staff who logged in. */
  readonly staffId: string | undefined;
  readonly outSubMchId: string;
  readonly outShopId: string;
}

/** A merchant's name for customers. */
export interface MerchantName {
  readonly outSubMchId: string;
  readonly merchantName: string;
}

/** A fault of a later call. */
export interface PendingFault {
  readonly endpoint: string;
  readonly fault: FaultKind;
  readonly times: number;
  readonly delayMs: number | undefined;
}

/** The state of the sandbox. */
export interface SandboxState {
  readonly orders: readonly OrderState[];
  readonly refunds: readonly RefundState[];
  readonly shops: readonly ShopInfo[];
  readonly logins: readonly LoginState[];
  readonly callbacks: readonly CallbackState[];
  /** How many times each endpoint was called, by all merchants together. */
  readonly calls: Readonly<Record<string, number>>;
  readonly merchants: readonly MerchantName[];
  /** In the order in which they will occur, by endpoint. */
  readonly faults: readonly PendingFault[];
  /** How the service writes values that decide nothing. */
  readonly manner: Manner;
  readonly clock: {
    /** Milliseconds since 1970. */
    readonly nowMs: number;
    /** How far the clock was moved forward. */
    readonly advancedSeconds: number;
  };
}

/**
 * @param accounts whose orders, refunds, logins and callbacks to return
 * @param last at most this many entries of each kind per account; the latest are returned
 */
export function stateOf(accounts: readonly Account[], last: number, { calls, faults, manners, clock }: Sandbox): SandboxState {
  const latest = <Item>(all: Iterable<Item>) => {
    const items = Array.from(all);
    return items.slice(Math.max(0, items.length - last));
  };
  return {
    orders: accounts.flatMap(({ orders }) => latest(orders.values()).map(orderState)),
    refunds: accounts.flatMap((account) => latest(account.refunds.values()).map((refund) => refundStateOf(refund, account))),
    shops: accounts.flatMap(({ shops }) => [...shops.values()]),
    logins: accounts.flatMap((account) => latest(account.logins.values()).map((login) => loginState(login, account))),
    callbacks: accounts.flatMap(({ callbacks }) =>
      latest(callbacks.values()).map(({ url, attempts, delivered }) => ({ url, attempts, delivered })),
    ),
    calls: Object.fromEntries(calls.entries()),
    merchants: accounts.map(({ merchant }) => {
      return { outSubMchId: merchant.outSubMchId, merchantName: merchant.names().merchantName };
    }),
    faults: pendingFaults(faults),
    manner: manners.manner,
    clock: { nowMs: clock.milliseconds(), advancedSeconds: clock.movedMilliseconds / 1000 },
  };
}

function orderState(order: Order): OrderState {
  const { payPlatform, tradeType, stage, payContent, payMchKey } = order;
  return {
    outTradeNo: order.outTradeNo,
    payPlatform,
    tradeType,
    totalFee: payContent.totalFee,
    currentTradeState: tradeState(payPlatform, tradeType, stage),
    paid: isPaid(order),
    refundedFee: order.refundedFee,
    charges: order.charges,
    stage,
    waiting: isWaiting(order),
    createTime: order.createTime,
    timeExpire: payContent.timeExpire,
    codeUrl: order.codeUrl,
    body: payContent.body,
    outSubMchId: payMchKey.outSubMchId as string,
    outShopId: payMchKey.outShopId as string,
  };
}

function refundStateOf({ outRefundNo, outTradeNo, refundContent, stage }: Refund, { orders }: Account): RefundState {
  const { payPlatform } = orders.get(outTradeNo);
  return { outRefundNo, outTradeNo, refundFee: refundContent.refundFee, state: refundState(payPlatform, stage) };
}

function loginState(login: Login, { merchant, logins }: Account): LoginState {
  const outcome = logins.outcome(login);
  return {
    activator: login.activator,
    state: outcome.state,
    qrCodeUrl: qrCodeUrlOf(login),
    expiresAt: expiryOf(login),
    staffId: outcome.state === 'granted' ? outcome.staff.staffId : undefined,
    outSubMchId: merchant.outSubMchId,
    outShopId: login.outShopId,
  };
}

function pendingFaults(faults: PlannedFaults): PendingFault[] {
  return Array.from(faults.pending()).flatMap(([endpoint, pending]) =>
    pending.map(({ fault, times }) => ({ endpoint, fault: fault.kind, times, delayMs: fault.milliseconds })),
  );
}
