import type { DatabaseSync, StatementSync } from 'node:sqlite';

// Taken at import: a test that fakes the timers later must not stop the journal.
const { setInterval, clearInterval } = globalThis;

/** How often a process that holds records says that it is alive, in milliseconds. */
const interval = 1_000;

/** A process that was not heard of for so long is dead, in milliseconds. */
export const deadAfter = 5_000;

/** Longer between two looks, in milliseconds, and this process may have been the one that slept: the watch begins anew. */
const longestBetweenLooks = 2_500;

/**
 * Says that this process is alive while it holds records, and watches the other processes. A process is alive while its counter moves: no
 * clock is compared, since clocks are set and differ.
 */
export class Heartbeat {
  readonly #id: string;
  readonly #beat: StatementSync;
  readonly #others: StatementSync;
  readonly #watched = new Map<string, { beat: number; silentFor: number }>();
  #lastLook = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(database: DatabaseSync, id: string) {
    this.#id = id;
    this.#beat = database.prepare(`UPDATE holders SET beat = beat + 1
      WHERE id = ? AND EXISTS (SELECT 1 FROM records WHERE holder = holders.id)`);
    this.#others = database.prepare(`SELECT DISTINCT records.holder AS id, holders.beat AS beat
      FROM records LEFT JOIN holders ON holders.id = records.holder WHERE records.holder IS NOT NULL AND records.holder <> ?`);
  }

  /** This process holds a record. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#tick(), interval);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Looks at the other holders of records. Called again and again, it finds out which of them have died. */
  look(now: number): void {
    const passed = now - this.#lastLook;
    this.#lastLook = now;
    const others = this.#others.all(this.#id) as { id: string; beat: number | null }[];
    for (const id of this.#watched.keys()) if (!others.some((other) => other.id === id)) this.#watched.delete(id);
    for (const { id, beat } of others) {
      const known = this.#watched.get(id);
      // A holder without a row has closed.
      if (beat === null) this.#watched.set(id, { beat: -1, silentFor: Number.POSITIVE_INFINITY });
      else if (known === undefined || known.beat !== beat || passed > longestBetweenLooks)
        this.#watched.set(id, { beat, silentFor: 0 });
      else known.silentFor += passed;
    }
  }

  isDead(id: string): boolean {
    return (this.#watched.get(id)?.silentFor ?? 0) >= deadAfter;
  }

  /** The holders that have died. */
  dead(): string[] {
    return [...this.#watched.keys()].filter((id) => this.isDead(id));
  }

  #tick(): void {
    try {
      if (Number(this.#beat.run(this.#id).changes) === 0) this.stop();
    } catch {
      // Another process is writing, or the disk is full: the next beat is soon.
    }
  }
}
