import type { Clock } from '@cloudpay/core';

/** A pause under way. */
export interface Pause {
  /** On the monotonic clock. */
  readonly until: number;
  readonly over: Promise<void>;
  /** Undefined once it is over. */
  resolve: (() => void) | undefined;
}

/**
 * Runs any number of pauses on one sleep of the clock, which lasts until the first pause is over. A timer and a signal for each
 * pause would need more memory than the order.
 */
export class TimerHeap {
  readonly #clock: Clock;
  /** A binary heap by time: the pause at `i` ends no later than those at `2i + 1` and `2i + 2`. The first pause is under way. */
  readonly #heap: Pause[] = [];
  #sleep: { readonly until: number; readonly end: AbortController } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param ms milliseconds */
  start(ms: number): Pause {
    const { promise, resolve } = Promise.withResolvers<void>();
    const pause: Pause = { until: this.#clock.monotonic() + ms, over: promise, resolve };
    this.#push(pause);
    this.#sleepOn();
    return pause;
  }

  /** @returns whether the pause was under way */
  end(pause: Pause): boolean {
    if (pause.resolve === undefined) return false;
    settle(pause);
    this.#sleepOn();
    return true;
  }

  /** Sleeps until the first pause is over, unless the current sleep ends no later. */
  #sleepOn(): void {
    // A pause that was ended early stays in the heap until it is the first.
    while (this.#heap[0] !== undefined && this.#heap[0].resolve === undefined) this.#pop();
    const [first] = this.#heap;
    if (first !== undefined && this.#sleep !== undefined && this.#sleep.until <= first.until) return;
    this.#sleep?.end.abort();
    this.#sleep = undefined;
    // A sleep without a pause would keep the process from exiting.
    if (first === undefined) return;
    const sleep = { until: first.until, end: new AbortController() };
    this.#sleep = sleep;
    const wakeUp = () => {
      if (this.#sleep === sleep) this.#settleUntil(sleep.until);
    };
    this.#clock.sleep(Math.max(0, sleep.until - this.#clock.monotonic()), sleep.end.signal).then(wakeUp, wakeUp);
  }

  /** @param until the end of the sleep: a clock may wake a little early */
  #settleUntil(until: number): void {
    this.#sleep = undefined;
    const now = Math.max(until, this.#clock.monotonic());
    for (let [first] = this.#heap; first !== undefined && first.until <= now; [first] = this.#heap) {
      this.#pop();
      settle(first);
    }
    this.#sleepOn();
  }

  #push(pause: Pause): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Pause;
      if (above.until <= pause.until) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = pause;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && (heap[child + 1] as Pause).until < (heap[child] as Pause).until) child += 1;
      const below = heap[child] as Pause;
      if (below.until >= last.until) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
  }
}

function settle(pause: Pause): void {
  pause.resolve?.();
  pause.resolve = undefined;
}
