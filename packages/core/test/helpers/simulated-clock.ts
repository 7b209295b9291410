import type { Clock } from '../../src/models/clock.ts';

/** A clock that moves only when told. */
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

  /** Moves the clock forward. */
  advance(ms: number): void {
    this.wall += ms;
    this.elapsed += ms;
  }

  /** Sets the time of day, as a person would. No time passes. */
  set(wall: number): void {
    this.wall = wall;
  }
}
