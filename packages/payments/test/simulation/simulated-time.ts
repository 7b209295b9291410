interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** Simulated time: it stands still while anything can happen, and then jumps to the next thing that will. */
export class SimulatedTime {
  /** Milliseconds since the world began. */
  elapsed = 0;
  readonly #alarms: Alarm[] = [];

  /** Calls back at a time from now; the returned function cancels. */
  after(ms: number, ring: () => void): () => void {
    const alarm = { at: this.elapsed + Math.max(0, ms), ring };
    const index = this.#alarms.findIndex((other) => other.at > alarm.at);
    this.#alarms.splice(index < 0 ? this.#alarms.length : index, 0, alarm);
    return () => {
      const at = this.#alarms.indexOf(alarm);
      if (at >= 0) this.#alarms.splice(at, 1);
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** How much may happen in one world: a few hundred things do, so this many mean that something goes round in circles. */
  static readonly mostEvents = 50_000;

  /** Lets time pass until a promise settles, or nothing is left that could happen. */
  async runUntil<T>(done: Promise<T>): Promise<T> {
    let isDone = false;
    const finish = () => {
      isDone = true;
    };
    done.then(finish, finish);
    for (let events = 0; events < SimulatedTime.mostEvents; events += 1) {
      // All that can happen at this moment happens: promises are settled before the event loop turns.
      await new Promise((resolve) => setImmediate(resolve));
      if (isDone) return done;
      const next = this.#alarms.shift();
      if (next === undefined) throw new Error('nothing is left to happen, but the world is not done');
      this.elapsed = next.at;
      next.ring();
    }
    throw new Error('the world does not end');
  }
}
