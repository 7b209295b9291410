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
 * Any number of pauses on one sleep of the clock, which lasts until the first of them is over. A timer for each, with a signal that could
 * end it, would weigh more than the order that it is for.
 */
export class TimerHeap {
  readonly #clock: Clock;
  /** A binary heap by time: what stands at `i` ends no later than what stands at `2i + 1` and `2i + 2`. The first is under way. */
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

  /** @returns whether it was under way */
  end(pause: Pause): boolean {
    if (pause.resolve === undefined) return false;
    settle(pause);
    this.#sleepOn();
    return true;
  }

  /** Sleeps until the first pause is over, unless a sleep is under way that ends no later. */
  #sleepOn(): void {
    // One that was ended early stays where it is until it comes first.
    while (this.#heap[0] !== undefined && this.#heap[0].resolve === undefined) this.#pop();
    const [first] = this.#heap;
    if (first !== undefined && this.#sleep !== undefined && this.#sleep.until <= first.until) return;
    this.#sleep?.end.abort();
    this.#sleep = undefined;
    // A sleep for nobody would keep the process from ending.
    if (first === undefined) return;
    const sleep = { until: first.until, end: new AbortController() };
    this.#sleep = sleep;
    const wakeUp = () => {
      if (this.#sleep === sleep) this.#settleUntil(sleep.until);
    };
    this.#clock.sleep(Math.max(0, sleep.until - this.#clock.monotonic()), sleep.end.signal).then(wakeUp, wakeUp);
  }

  /** @param until what was slept until: a clock may wake a little early */
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
