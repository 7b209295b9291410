import type { Clock } from '@cloudpay/core';

/** Whoever wants to be called at a time. */
export interface Sleeper {
  ring(): void;
}

/** One call at one time. */
export interface Alarm {
  /** On the monotonic clock. */
  readonly at: number;
  /** Undefined once it is cancelled: it then stands in the heap until its time has come. */
  sleeper: Sleeper | undefined;
}

/**
 * Any number of alarms on one sleep of the clock, which ends with the first of them. A sleep for each, with a signal that could end it, would
 * weigh more than the order that it is for.
 */
export class Alarms {
  readonly #clock: Clock;
  /** A binary heap by time: what stands at `i` comes no later than what stands at `2i + 1` and `2i + 2`. */
  readonly #heap: Alarm[] = [];
  #count = 0;
  #sleep: { readonly until: number; readonly end: AbortController } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param ms milliseconds from now */
  set(ms: number, sleeper: Sleeper): Alarm {
    const alarm = { at: this.#clock.monotonic() + ms, sleeper };
    this.#count += 1;
    this.#add(alarm);
    this.#sleepOn();
    return alarm;
  }

  cancel(alarm: Alarm): void {
    if (alarm.sleeper === undefined) return;
    alarm.sleeper = undefined;
    this.#count -= 1;
    if (this.#count > 0) return;
    // Nothing is left to wait for: a sleep would keep the process from ending.
    this.#heap.length = 0;
    this.#sleep?.end.abort();
    this.#sleep = undefined;
  }

  /** Sleeps until the first alarm, unless a sleep is under way that ends no later. */
  #sleepOn(): void {
    const [first] = this.#heap;
    if (first === undefined || (this.#sleep !== undefined && this.#sleep.until <= first.at)) return;
    this.#sleep?.end.abort();
    const sleep = { until: first.at, end: new AbortController() };
    this.#sleep = sleep;
    const wake = () => {
      if (this.#sleep === sleep) this.#ringUntil(sleep.until);
    };
    this.#clock.sleep(Math.max(0, first.at - this.#clock.monotonic()), sleep.end.signal).then(wake, wake);
  }

  /** @param end what was slept until: a clock may wake a little early */
  #ringUntil(end: number): void {
    this.#sleep = undefined;
    const now = Math.max(end, this.#clock.monotonic());
    for (let [first] = this.#heap; first !== undefined && first.at <= now; [first] = this.#heap) {
      this.#removeFirst();
      const { sleeper } = first;
      if (sleeper === undefined) continue;
      first.sleeper = undefined;
      this.#count -= 1;
      sleeper.ring();
    }
    this.#sleepOn();
  }

  #add(alarm: Alarm): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Alarm;
      if (above.at <= alarm.at) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = alarm;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && (heap[child + 1] as Alarm).at < (heap[child] as Alarm).at) child += 1;
      const below = heap[child] as Alarm;
      if (below.at >= last.at) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
  }
}
