import type { Clock } from '@cloudpay/core';
import { linkSignals } from './linked-signal.ts';

/** A sleep that others may end: a callback that tells of an order makes its wait ask at once. */
export class Wake {
  #isDue = false;
  #end: (() => void) | undefined;

  /** Ends the sleep that is under way, or the next one. */
  now(): void {
    if (this.#end) this.#end();
    else this.#isDue = true;
  }

  /**
   * @param ms milliseconds
   * @throws the signal's reason when it aborts first
   */
  async sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isDue) {
      this.#isDue = false;
      return;
    }
    const woken = new AbortController();
    this.#end = () => woken.abort();
    const pause = linkSignals(signal, woken.signal);
    try {
      await clock.sleep(ms, pause.signal);
    } catch (error) {
      if (signal.aborted || !woken.signal.aborted) throw error;
    } finally {
      this.#end = undefined;
      pause.release();
    }
  }
}
