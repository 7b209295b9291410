import { encode, PaymentCallback, RefundCallback } from '@cloudpay/proto';
import type { Clock } from '../../environment/clock.ts';
import type { Random } from '../../environment/random.ts';
import { writeJson } from '../../json/json.ts';
import { isLoopbackHost } from '../../origin/loopback.ts';
import type { Collection } from '../../store/collection.ts';
import type { Manners } from '../manners/manners.ts';
import { orderContentOf, payMchKeyOf } from '../orders/order-content.ts';
import type { Order } from '../orders/orders.ts';
import { refundOrderContentOf } from '../refunds/refund-content.ts';
import type { Refund } from '../refunds/refunds.ts';

/** How callbacks are signed, and when one counts as received. */
export interface CallbackRules {
  /** The key that signs. Older documents do not say it, and older clients use the merchant's key. */
  readonly key: 'provider' | 'merchant';
  /** `http200`: any response with HTTP 200. `status0`, the older rule: the content has status 0. */
  readonly rule: 'http200' | 'status0';
}

/** Where callbacks go, and their rules. */
export interface CallbackSettings extends CallbackRules {
  /** Undefined: only to the `caller_notify_url` of an order. */
  readonly url?: string | undefined;
}

const usualSettings: CallbackSettings = { key: 'provider', rule: 'http200' };

/** A callback that is being delivered. All attempts send the same content. */
export interface Callback extends CallbackRules {
  readonly id: string;
  readonly url: string;
  readonly content: string;
  readonly attempts: number;
  readonly delivered: boolean;
}

/** Delivers one attempt. Resolves to whether the merchant received it. */
export type DeliverCallback = (callback: Callback, signal: AbortSignal) => Promise<boolean>;

/** The first attempt, and three more. */
const maxAttempts = 4;

/** Between two attempts, in milliseconds. */
const pause = { min: 30_000, max: 60_000 };

const settingsKey = 'settings';

/** Reports payments and refunds to the merchant. A callback that is not received is sent again, up to three times. */
export class Callbacks {
  readonly #callbacks: Collection<Callback>;
  readonly #settings: Collection<CallbackSettings>;
  readonly #clock: Clock;
  readonly #random: Random;
  /** A separate generator, because attempts end at unpredictable times and must not change other random values. */
  readonly #pauseRandom: Random;
  readonly #manners: Manners;
  readonly #deliverOnce: DeliverCallback;
  #running = new AbortController();

  constructor(
    callbacks: Collection<Callback>,
    settings: Collection<CallbackSettings>,
    clock: Clock,
    random: Random,
    manners: Manners,
    deliverOnce: DeliverCallback,
  ) {
    this.#callbacks = callbacks;
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
    this.#pauseRandom = random.fork('callbacks');
    this.#manners = manners;
    this.#deliverOnce = deliverOnce;
  }

  values(): Iterable<Callback> {
    return this.#callbacks.values();
  }

  /** Changes the destination and rules of new callbacks. Those in delivery keep theirs. */
  sendTo(settings: Partial<CallbackSettings>): void {
    this.#settings.set(settingsKey, { ...usualSettings, ...settings });
  }

  paymentSucceeded(order: Order): void {
    this.#send(ownUrlOf(order), (nonceStr) =>
      encode(PaymentCallback, {
        payMchKey: payMchKeyOf(order),
        orderContent: orderContentOf(order),
        orderClient: order.orderClient,
        nonceStr,
      }),
    );
  }

  refundFinished(refund: Refund, order: Order): void {
    this.#send(undefined, (nonceStr) =>
      encode(RefundCallback, {
        payMchKey: payMchKeyOf(order),
        refundOrderContent: [refundOrderContentOf(refund, order)],
        nonceStr,
      }),
    );
  }

  /** Continues the callbacks that an earlier run did not deliver. */
  resume(): void {
    for (const callback of this.#callbacks.values()) this.#start(callback);
  }

  reset(): void {
    this.stop();
    this.#running = new AbortController();
    this.#callbacks.clear();
    this.#settings.clear();
  }

  stop(): void {
    this.#running.abort();
  }

  #send(ownUrl: string | undefined, contentOf: (nonceStr: string) => Readonly<Record<string, unknown>>): void {
    const { key, rule, url: usualUrl } = this.#settings.get(settingsKey) ?? usualSettings;
    const url = ownUrl ?? usualUrl;
    if (url === undefined) return;
    const id = String(this.#callbacks.size + 1);
    const content = writeJson(this.#manners.rewrite(contentOf(this.#random.text(32))));
    this.#start(this.#save({ id, url, key, rule, content, attempts: 0, delivered: false }));
  }

  /** Sends after the call that caused the callback is finished: its state is stored and its response is sent. */
  #start(callback: Callback): void {
    const { signal } = this.#running;
    setImmediate(() => void this.#deliver(callback, signal));
  }

  async #deliver(callback: Callback, signal: AbortSignal): Promise<void> {
    for (let current = callback; !current.delivered && current.attempts < maxAttempts && !signal.aborted; ) {
      if (current.attempts > 0) await this.#clock.sleep(this.#nextPause(), signal);
      if (signal.aborted) return;
      const delivered = await this.#deliverOnce(current, signal);
      if (signal.aborted) return;
      current = this.#save({ ...current, attempts: current.attempts + 1, delivered });
    }
  }

  #nextPause(): number {
    return pause.min + (this.#pauseRandom.uint32() % (pause.max - pause.min + 1));
  }

  #save(callback: Callback): Callback {
    this.#callbacks.set(callback.id, callback);
    return callback;
  }
}

/**
 * The URL where an order wants its payment reported. Only loopback addresses are used: a sandbox with real orders of a shop
 * must not call the shop's real server.
 */
function ownUrlOf({ payContent: { callerNotifyUrl = '' } }: Order): string | undefined {
  const url = URL.parse(callerNotifyUrl);
  return url && /^https?:$/.test(url.protocol) && isLoopbackHost(url.host) ? callerNotifyUrl : undefined;
}
