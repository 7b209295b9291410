import type { Clock } from '../../src/index.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** When the world begins, in milliseconds since 1970, by a clock that is right. */
export const epoch = 1_790_000_000_000;

/** A process that has been silent for so long counts as dead, in milliseconds. */
const longestSilence = 5_000;

/**
 * One process and the clocks of its machine. It may crash; it may be stopped for a while and come back; its machine may sleep, and some
 * monotonic clocks sleep with it.
 */
export class MachineClock implements Clock {
  /** How far the wall clock is off, in milliseconds. People and time servers change it. */
  offset = 0;
  /** A crashed process never wakes up. */
  isDead = false;
  readonly #time: SimulatedTime;
  /** How long the monotonic clock has stood still. */
  #slept = 0;
  #stopped:
    | { readonly at: number; readonly monotonic: number; readonly withClock: boolean; readonly until: number }
    | undefined;
  #diedAt = 0;
  /** How long the process was stopped in all. */
  #stoppedFor = 0;
  readonly #onDeath = new Set<() => void>();
  /** Uses of the journal that are under way. */
  journalUses = 0;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  now(): number {
    return epoch + this.#time.elapsed + this.offset;
  }

  monotonic(): number {
    if (this.#stopped?.withClock) return this.#stopped.monotonic;
    return this.#time.elapsed - this.#slept;
  }

  /** Time in which the process ran, in milliseconds: what its deadlines are held against. */
  running(): number {
    return this.#time.elapsed - this.#stoppedFor;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = this.after(ms, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      const abort = () => {
        cancel();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Calls back after a time on the monotonic clock, unless the process has died; a stopped process does it when it goes on. */
  after(ms: number, ring: () => void): () => void {
    const due = this.monotonic() + Math.ceil(ms);
    let isCancelled = false;
    const wake = () => {
      if (isCancelled) return;
      if (this.#stopped !== undefined) this.#time.after(this.#stopped.until - this.#time.elapsed, wake);
      else if (this.monotonic() < due) this.#time.after(due - this.monotonic(), wake);
      else this.run(ring);
    };
    const cancel = this.#time.after(Math.ceil(ms), wake);
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  /** Does something in the process now, or when it goes on; a dead one never does. */
  run(act: () => void): void {
    if (this.isDead) return;
    if (this.#stopped === undefined) act();
    else this.#time.after(this.#stopped.until - this.#time.elapsed, () => this.run(act));
  }

  /** Whether the other processes take it for alive. */
  isAlive(): boolean {
    const silentSince = this.isDead ? this.#diedAt : this.#stopped?.at;
    return silentSince === undefined || this.#time.elapsed - silentSince < longestSilence;
  }

  /** Whether it ever was stopped. */
  get wasStopped(): boolean {
    return this.#stoppedFor > 0;
  }

  get isRunning(): boolean {
    return !this.isDead && this.#stopped === undefined;
  }

  /** Power fails: nothing of this process happens any more. */
  crash(): void {
    if (this.isDead) return;
    this.isDead = true;
    this.#diedAt = this.#time.elapsed;
    for (const act of this.#onDeath) act();
  }

  /** @returns takes it back */
  onDeath(act: () => void): () => void {
    this.#onDeath.add(act);
    return () => this.#onDeath.delete(act);
  }

  /**
   * Stops the process for a while. Never between a write to the journal and what follows it: a process that is frozen there for longer than
   * its hold lasts is a known limit.
   *
   * @param withClock its machine sleeps, and the monotonic clock with it
   */
  stop(ms: number, withClock: boolean): void {
    if (!this.isRunning) return;
    if (this.journalUses > 0) {
      this.#time.after(100, () => this.stop(ms, withClock));
      return;
    }
    this.#stopped = { at: this.#time.elapsed, monotonic: this.monotonic(), withClock, until: this.#time.elapsed + ms };
    this.#time.after(ms, () => {
      this.#stopped = undefined;
      this.#stoppedFor += ms;
      if (withClock) this.#slept += ms;
    });
  }
}
