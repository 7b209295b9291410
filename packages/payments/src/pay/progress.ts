import type { CloudPayError } from '@cloudpay/core';
import type { OrderSdk } from '@cloudpay/proto';
import { isCustomerPaying } from '../service/classify-order.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { asUnknown } from '../wait/errors.ts';
import type { ProgressListener } from '../wait/operation.ts';
import type { Report } from '../wait/report.ts';

/** A step of a payment on its way to the outcome, for the display of a till. */
export type PaymentProgress =
  /**
   * The request leaves: the first one, or the identical one again after no host was reached or the service did not know the
   * order.
   */
  | { readonly type: 'sending' }
  /** The customer is paying, and usually types a password. */
  | { readonly type: 'customerPaying'; readonly order: OrderSdk }
  /** The service has the order, in a state that decides nothing. */
  | { readonly type: 'undecided'; readonly order: OrderSdk }
  /** Scan-code pay: the order waits for a customer to scan `codeUrl`. */
  | { readonly type: 'awaitingPayment'; readonly codeUrl: string }
  /** A call failed, and the state of the order is not certain. The SDK goes on querying. */
  | { readonly type: 'uncertain'; readonly error: CloudPayError }
  /** The outcome, always the last. */
  | { readonly type: 'settled'; readonly outcome: OrderOutcome };

/**
 * The progress of one payment. Each reader gets all of it from the first step, whenever it starts. Consecutive steps that are
 * equal (still paying, or uncertain for the same reason) are kept once, so that it stays small.
 */
export class ProgressLog implements AsyncIterable<PaymentProgress>, ProgressListener<OrderOutcome> {
  #steps: readonly PaymentProgress[] = [];
  /** Resolves with the next step. Present while a reader waits for it. */
  #changed: PromiseWithResolvers<void> | undefined;

  reported(report: Report<OrderOutcome>): void {
    const step = progressOf(report);
    if (step !== undefined) this.#add(step);
  }

  sending(): void {
    this.#add({ type: 'sending' });
  }

  settled(outcome: OrderOutcome): void {
    this.#add({ type: 'settled', outcome });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<PaymentProgress, void, void> {
    for (let next = 0; ; next += 1) {
      while (next >= this.#steps.length) {
        this.#changed ??= Promise.withResolvers();
        await this.#changed.promise;
      }
      const step = this.#steps[next] as PaymentProgress;
      yield step;
      if (step.type === 'settled') return;
    }
  }

  #add(step: PaymentProgress): void {
    const last = this.#steps.at(-1);
    const isRepeated =
      last?.type === step.type && (step.type !== 'uncertain' || (last as typeof step).error.code === step.error.code);
    if (isRepeated) return;
    // `push` and spreading reserve room for sixteen more steps; `concat` does not.
    this.#steps = this.#steps.concat(step);
    this.#changed?.resolve();
    this.#changed = undefined;
  }
}

/** Converts a report to a step for the display; undefined if there is nothing to show. */
function progressOf(report: Report<OrderOutcome>): PaymentProgress | undefined {
  if ('error' in report) return { type: 'uncertain', error: asUnknown(report.error) };
  if ('refusedEverywhere' in report) return { type: 'uncertain', error: asUnknown(report.refusedEverywhere) };
  if ('absent' in report) return undefined;
  const { outcome } = report;
  if (outcome.result === 'unknown' && outcome.order) {
    return { type: isCustomerPaying(outcome.order) ? 'customerPaying' : 'undecided', order: outcome.order };
  }
  if (outcome.result === 'awaitingPayment' && outcome.codeUrl) return { type: 'awaitingPayment', codeUrl: outcome.codeUrl };
  return undefined;
}
