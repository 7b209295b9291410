import {
  type CallOptions,
  type CloudPayClient,
  CloudPayError,
  type NotFound,
  type OrderOutcome,
  type ReentryConflict,
} from '@cloudpay/core';
import { InternalStatus, type OrderSdk, Status } from '@cloudpay/proto';
import type { NewOrder } from '../journal/order-entry.ts';
import type { JournalRecord } from '../journal/record.ts';
import { askForOrder } from '../orders/query-order.ts';
import type { Subject } from '../wait/wait.ts';

/** An order that is waited for. */
export class OrderSubject implements Subject<OrderOutcome> {
  readonly send: Subject<OrderOutcome>['send'];
  readonly #client: CloudPayClient;
  readonly #order: NewOrder;
  readonly #isSame: (theirs: OrderSdk) => boolean;

  /**
   * @param isSame whether the order that the service holds under this number may be this one
   * @param send sends the payment; left out after a restart
   */
  constructor(
    client: CloudPayClient,
    order: NewOrder,
    isSame: (theirs: OrderSdk) => boolean,
    send?: (options: CallOptions) => Promise<OrderOutcome>,
  ) {
    this.send = send;
    this.#client = client;
    this.#order = order;
    this.#isSame = isSame;
  }

  async ask(options: CallOptions): Promise<OrderOutcome | NotFound> {
    const { outTradeNo, payPlatform, tradeType } = this.#order;
    const outcome = await askForOrder(this.#client, { outTradeNo, payPlatform, tradeType }, options);
    if (!('order' in outcome) || outcome.order === undefined || this.#isSame(outcome.order)) return outcome;
    return numberReused();
  }

  isFinal({ result }: OrderOutcome): boolean {
    return result !== 'unknown' && result !== 'awaitingPayment';
  }

  failed(error: CloudPayError): OrderOutcome {
    return error.status === Status.Failed && error.internalStatus === InternalStatus.ReentryConflict
      ? { result: 'reentryConflict', code: -6, error }
      : { result: 'failed', code: -1, error };
  }

  undecided(told: OrderOutcome | undefined, error: CloudPayError): OrderOutcome {
    if (told?.result === 'awaitingPayment') return told;
    return { result: 'unknown', code: -2, ...(told?.result === 'unknown' && told.order && { order: told.order }), error };
  }
}

/**
 * A number that was used before, with another amount or by another till, leads a query to that earlier order, whose payment is not ours.
 */
export function isSameOrder(ours: NewOrder, theirs: OrderSdk): boolean {
  const names = ['totalFee', 'payPlatform', 'deviceId', 'machineNo'] as const;
  return names.every((name) => theirs[name] === undefined || ours[name] === undefined || theirs[name] === ours[name]);
}

/** Whether an order is the one that the journal holds under its number; one that met a conflict is not the one that has it. */
export function isRecordedOrder(record: JournalRecord, theirs: OrderSdk): boolean {
  return record.state !== 'reentryConflict' && isSameOrder(record, theirs);
}

/** The number leads to an order that is not the one that was recorded. */
export function numberReused(): ReentryConflict {
  const error = new CloudPayError(
    '该订单号已被另一笔订单使用，切勿撤销 (the number belongs to another order: never reverse it)',
    {
      code: 'NUMBER_REUSED',
      outcome: 'failed',
    },
  );
  return { result: 'reentryConflict', code: -6, error };
}
