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
  /** Where the order stands, whatever its platform calls it. */
  readonly stage: OrderStage;
  /** Whether it waits for its customer: `payOrder` and `declineOrder` move it. */
  readonly waiting: boolean;
  /** Seconds since 1970, on the sandbox's clock. */
  readonly createTime: number;
  /** When the order lapses unless it is paid. Undefined: never. */
  readonly timeExpire: number | undefined;
  /** What the customer scans. Undefined with micro pay. */
  readonly codeUrl: string | undefined;
  /** What is bought. */
  readonly body: string;
  readonly outSubMchId: string;
  readonly outShopId: string;
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
  /** What the code on the till's screen says. */
  readonly qrCodeUrl: string;
  /** Until when it can be scanned: seconds since 1970, on the sandbox's clock. */
  readonly expiresAt: number;
  /** Who was let in. */
  readonly staffId: string | undefined;
  readonly outSubMchId: string;
  readonly outShopId: string;
}

/** A merchant's name, as its customers see it. */
export interface MerchantName {
  readonly outSubMchId: string;
  readonly merchantName: string;
}

/** What the next calls of an endpoint will suffer. */
export interface PendingFault {
  readonly endpoint: string;
  readonly fault: FaultKind;
  readonly times: number;
  readonly delayMs: number | undefined;
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
  readonly merchants: readonly MerchantName[];
  /** In the order in which they will come, by endpoint. */
  readonly faults: readonly PendingFault[];
  /** How the service treats what it does not decide by. */
  readonly manner: Manner;
  readonly clock: {
    /** Milliseconds since 1970. */
    readonly nowMs: number;
    /** How far it was moved forward. */
    readonly advancedSeconds: number;
  };
}

/**
 * @param accounts whose orders and so on
 * @param last at most this many orders, refunds, logins and callbacks of each account, the latest
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
