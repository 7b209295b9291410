import { setImmediate } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** The sandbox's time for a client under test, as the SDK's option `clock` takes it. A pause on it takes no time. */
export class ClientClock {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#clock.milliseconds();
  }

  /** Milliseconds that never run backwards. */
  monotonic(): number {
    return this.#clock.monotonic();
  }

  /**
   * The sandbox's clock jumps to the end of the pause.
   *
   * @throws the signal's reason when it has aborted
   */
  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const due = this.monotonic() + milliseconds;
    // Whatever is to happen at this moment happens first.
    await setImmediate();
    signal?.throwIfAborted();
    this.#clock.advance(Math.max(0, due - this.monotonic()) / 1000);
  }
}
