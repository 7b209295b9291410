import type { StoreTime } from '../../../src/journal/sqlite/real-time.ts';

interface Alarm {
  at: number;
  readonly ms: number;
  readonly act: () => void;
  readonly process: StoreProcess;
}

/** The time of several processes that share a file. It passes when a test says so, and while a store waits for a lock. */
export class StoreWorld {
  /** Milliseconds since the world began. */
  elapsed = 0;
  /** Runs while a store waits for a lock. */
  whileWaiting: () => void = () => {};
  #alarms: Alarm[] = [];

  /** Another process. */
  process(): StoreProcess {
    return new StoreProcess(this);
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.elapsed + ms;
    for (;;) {
      const due = this.#alarms
        .filter(({ at, process }) => at <= end && process.runs)
        .sort((one, other) => one.at - other.at)[0];
      if (due === undefined) break;
      this.elapsed = Math.max(this.elapsed, due.at);
      due.at = this.elapsed + due.ms;
      due.act();
      await new Promise(setImmediate);
    }
    this.elapsed = end;
  }

  every(process: StoreProcess, ms: number, act: () => void): () => void {
    const alarm = { at: this.elapsed + ms, ms, act, process };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }
}

/** One process. A process that does not run does nothing when its time comes. */
export class StoreProcess implements StoreTime {
  runs = true;
  readonly #world: StoreWorld;

  constructor(world: StoreWorld) {
    this.#world = world;
  }

  now(): number {
    return this.#world.elapsed;
  }

  async pause(ms: number): Promise<void> {
    this.#world.elapsed += ms;
    this.#world.whileWaiting();
    // What else is going on in the process goes on meanwhile.
    await new Promise(setImmediate);
  }

  nextTurn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  every(ms: number, act: () => void): () => void {
    return this.#world.every(this, ms, act);
  }
}
