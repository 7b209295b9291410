import { encode, PaymentCallback, RefundCallback } from '@cloudpay/proto';
import type { Clock } from '../../environment/clock.ts';
import type { Random } from '../../environment/random.ts';
import { writeJson } from '../../json/json.ts';
import { isLoopbackHost } from '../../origin/loopback.ts';
import type { Collection } from '../../store/collection.ts';
import { orderContentOf, payMchKeyOf } from '../orders/order-content.ts';
import type { Order } from '../orders/orders.ts';
import { refundOrderContentOf } from '../refunds/refund-content.ts';
import type { Refund } from '../refunds/refunds.ts';

/** A callback on its way. Its content is written once: every attempt carries the same. */
export interface Callback {
  readonly id: string;
  readonly url: string;
  readonly content: string;
  readonly attempts: number;
  readonly delivered: boolean;
}

/** Carries one attempt to the merchant, and tells whether it was answered with status 0. */
export type Courier = (url: string, content: string, signal: AbortSignal) => Promise<boolean>;

/** Seconds between attempts; the last one from then on. */
const backOff = [1, 2, 4, 8, 15, 30, 60];

const urlKey = 'url';

/** What Cloud Pay reports to the merchant by itself: payments and refunds. Each is sent again until it is answered with status 0. */
export class Callbacks {
  readonly #callbacks: Collection<Callback>;
  readonly #target: Collection<string>;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #courier: Courier;
  #running = new AbortController();

  constructor(callbacks: Collection<Callback>, target: Collection<string>, clock: Clock, random: Random, courier: Courier) {
    this.#callbacks = callbacks;
    this.#target = target;
    this.#clock = clock;
    this.#random = random;
    this.#courier = courier;
  }

  values(): Iterable<Callback> {
    return this.#callbacks.values();
  }

  /** From now on new callbacks go there; those on their way keep their address. Undefined: nowhere. */
  sendTo(url: string | undefined): void {
    if (url === undefined) this.#target.clear();
    else this.#target.set(urlKey, url);
  }

  paymentSucceeded(order: Order): void {
    this.#send(ownUrlOf(order) ?? this.#target.get(urlKey), (nonceStr) =>
      encode(PaymentCallback, {
        payMchKey: payMchKeyOf(order),
        orderContent: orderContentOf(order),
        orderClient: order.orderClient,
        nonceStr,
      }),
    );
  }

  refundFinished(refund: Refund, order: Order): void {
    this.#send(this.#target.get(urlKey), (nonceStr) =>
      encode(RefundCallback, {
        payMchKey: payMchKeyOf(order),
        refundOrderContent: [refundOrderContentOf(refund, order)],
        nonceStr,
      }),
    );
  }

  /** Takes up what an earlier run left undelivered. */
  resume(): void {
    for (const callback of this.#callbacks.values()) this.#start(callback);
  }

  reset(): void {
    this.stop();
    this.#running = new AbortController();
    this.#callbacks.clear();
    this.#target.clear();
  }

  stop(): void {
    this.#running.abort();
  }

  #send(url: string | undefined, content: (nonceStr: string) => object): void {
    if (url === undefined) return;
    const id = String(this.#callbacks.size + 1);
    this.#start(this.#save({ id, url, content: writeJson(content(this.#random.text(32))), attempts: 0, delivered: false }));
  }

  /** Sends after the call that caused the callback is done with: its state is kept and its response on its way. */
  #start(callback: Callback): void {
    const { signal } = this.#running;
    setImmediate(() => void this.#deliver(callback, signal));
  }

  async #deliver(callback: Callback, signal: AbortSignal): Promise<void> {
    for (let current = callback; !current.delivered && !signal.aborted; ) {
      const delivered = await this.#courier(current.url, current.content, signal);
      if (signal.aborted) return;
      current = this.#save({ ...current, attempts: current.attempts + 1, delivered });
      const seconds = backOff[current.attempts - 1] ?? (backOff.at(-1) as number);
      if (!delivered) await this.#clock.sleep(seconds * 1000, signal);
    }
  }

  #save(callback: Callback): Callback {
    this.#callbacks.set(callback.id, callback);
    return callback;
  }
}

/**
 * Where an order asks for its payment to be reported. Only on this machine: a sandbox that is fed with a shop's real orders must not call the
 * shop's real server.
 */
function ownUrlOf({ payContent: { callerNotifyUrl = '' } }: Order): string | undefined {
  const url = URL.parse(callerNotifyUrl);
  return url && /^https?:$/.test(url.protocol) && isLoopbackHost(url.host) ? callerNotifyUrl : undefined;
}
