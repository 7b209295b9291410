import type { Clock } from '../../src/models/clock.ts';

/** A clock that stands still until it is told otherwise. */
export class SimulatedClock implements Clock {
  wall = 1_700_000_000_000;
  elapsed = 0;

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.elapsed;
  }

  async sleep(ms: number): Promise<void> {
    this.advance(ms);
  }

  /** Time passes. */
  advance(ms: number): void {
    this.wall += ms;
    this.elapsed += ms;
  }

  /** Someone sets the clock; no time passes. */
  set(wall: number): void {
    this.wall = wall;
  }
}
