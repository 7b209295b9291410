import type { Clock } from '@cloudpay/core';

/** A sleep that others may end: a callback that tells of an order makes its wait ask at once. */
export class Wake {
  #controller = new AbortController();

  /** Ends the sleep that is under way, or the next one. */
  now(): void {
    this.#controller.abort();
  }

  /**
   * @param ms milliseconds
   * @throws the signal's reason when it aborts first
   */
  async sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    try {
      await clock.sleep(ms, AbortSignal.any([signal, this.#controller.signal]));
    } catch (error) {
      if (signal.aborted || !this.#controller.signal.aborted) throw error;
      this.#controller = new AbortController();
    }
  }
}
