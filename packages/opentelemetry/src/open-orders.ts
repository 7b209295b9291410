import type { CancellationMessage, JournalMessage, PaymentMessage, RefundMessage } from '@cloudpay/payments';

/**
 * Why an order is open: `waiting`, the SDK works on it; `awaitingPayment`, its customer has not paid yet; `unknown`, nobody works on it, and it
 * is not decided.
 */
export type OpenState = 'waiting' | 'awaitingPayment' | 'unknown';

interface OpenOrder {
  /** Milliseconds since 1970. */
  since: number;
  /** Pieces of work that are under way. */
  works: number;
  isUndecided: boolean;
  isAwaited: boolean;
}

type Work = PaymentMessage | RefundMessage | CancellationMessage;

/** The orders of this process of which something is open. */
export class OpenOrders {
  readonly #orders = new Map<string, OpenOrder>();

  began(message: Work): void {
    const order = this.#of(message);
    order.works += 1;
    order.since = Math.min(order.since, message.acceptedAt ?? order.since);
  }

  /** @param isPayment whether the result is that of the order itself */
  ended(message: Work, isPayment: boolean): void {
    const order = this.#of(message);
    order.works -= 1;
    const { result } = message;
    if (result === 'unknown' || result === 'awaitingPayment') order.isUndecided = true;
    else if (isPayment && result !== undefined) order.isUndecided = false;
    if (isPayment) order.isAwaited = result === 'awaitingPayment';
    this.#forgetIfClosed(message, order);
  }

  /** What the journal holds now, whoever settled it: a wait, a query, a callback. */
  recorded(message: JournalMessage): void {
    const { operation, outTradeNo, isUndecided, acceptedAt } = message;
    if (outTradeNo === undefined || isUndecided === undefined) return;
    const about = { ...message, outTradeNo };
    // What is only read may be open in another process.
    if (operation === 'read' && !this.#orders.has(keyOf(about))) return;
    const order = this.#of(about);
    order.isUndecided = isUndecided;
    order.since = Math.min(order.since, acceptedAt ?? order.since);
    this.#forgetIfClosed(about, order);
  }

  /** How many orders are open, and since when the oldest is, in milliseconds since 1970. */
  summary(): Record<OpenState, { count: number; oldest?: number }> {
    const summary: Record<OpenState, { count: number; oldest?: number }> = {
      waiting: { count: 0 },
      awaitingPayment: { count: 0 },
      unknown: { count: 0 },
    };
    for (const { since, works, isAwaited } of this.#orders.values()) {
      const state = summary[works > 0 ? 'waiting' : isAwaited ? 'awaitingPayment' : 'unknown'];
      state.count += 1;
      state.oldest = Math.min(since, state.oldest ?? since);
    }
    return summary;
  }

  #of(about: { readonly outSubMchId: string; readonly outTradeNo: string }): OpenOrder {
    const key = keyOf(about);
    const order = this.#orders.get(key) ?? { since: Date.now(), works: 0, isUndecided: false, isAwaited: false };
    this.#orders.set(key, order);
    return order;
  }

  #forgetIfClosed(about: { readonly outSubMchId: string; readonly outTradeNo: string }, order: OpenOrder): void {
    if (order.works <= 0 && !order.isUndecided) this.#orders.delete(keyOf(about));
  }
}

/** Two merchants may use one number. */
function keyOf({ outSubMchId, outTradeNo }: { readonly outSubMchId: string; readonly outTradeNo: string }): string {
  return `${outSubMchId} ${outTradeNo}`;
}
