import { setImmediate } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** The sandbox's time for a client under test, for the SDK's option `clock`. Pauses on it take no real time. */
export class ClientClock {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#clock.milliseconds();
  }

  /** Milliseconds that never decrease. */
  monotonic(): number {
    return this.#clock.monotonic();
  }

  /**
   * Moves the sandbox's clock to the end of the pause.
   *
   * @throws the signal's reason if it has aborted
   */
  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const due = this.monotonic() + milliseconds;
    // Lets everything that is due at this moment happen first.
    await setImmediate();
    signal?.throwIfAborted();
    this.#clock.advance(Math.max(0, due - this.monotonic()) / 1000);
  }
}
