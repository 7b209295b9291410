import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { whenUnlocked } from './lock.ts';
import type { StoreTime } from './real-time.ts';

/** How often a process that holds records says that it is alive, in milliseconds. */
const interval = 1_000;

/** A process that was not heard of for so long is dead, in milliseconds. */
const deadAfter = 5_000;

/** A gap between two looks counts for no more than this, in milliseconds: this process may have been the one that slept. */
const longestGap = 1_500;

/**
 * Says that this process is alive while it holds records, and watches the other processes. A process is alive while its counter
 * moves: no clock is compared, since clocks are set and differ.
 */
export class Heartbeat {
  readonly #id: string;
  readonly #time: StoreTime;
  readonly #check: () => void;
  readonly #put: StatementSync;
  readonly #holds: StatementSync;
  readonly #others: StatementSync;
  readonly #watched = new Map<string, { beat: number; silentFor: number }>();
  /** Counts on, so that a row that was deleted and made again shows a beat too. */
  #beats = 0;
  #lastLook = Number.NEGATIVE_INFINITY;
  #stop: (() => void) | undefined;

  /**
   * @param id of this process, for as long as it has the file open
   * @param check throws when nothing may be written
   */
  constructor(database: DatabaseSync, id: string, time: StoreTime, check: () => void) {
    this.#id = id;
    this.#time = time;
    this.#check = check;
    this.#put = database.prepare(
      'INSERT INTO holders (id, beat) VALUES (?, ?) ON CONFLICT DO UPDATE SET beat = excluded.beat WHERE beat <> excluded.beat',
    );
    this.#holds = database.prepare('SELECT 1 FROM records WHERE holder = ? LIMIT 1');
    this.#others = database.prepare(`SELECT DISTINCT records.holder AS id, holders.beat AS beat
      FROM records LEFT JOIN holders ON holders.id = records.holder WHERE records.holder IS NOT NULL AND records.holder <> ?`);
  }

  /** Whether this process may have told the others of itself. */
  get isRegistered(): boolean {
    return this.#beats > 0;
  }

  /** Within the transaction in which this process takes a record. */
  hold(): void {
    if (this.#stop === undefined) {
      // Who holds something for less than a second each time must be heard of too.
      this.#beats += 1;
      this.#stop = this.#time.every(interval, () => void this.#tick());
    }
    // Its row may be gone: a process that closes deletes those of all that hold nothing.
    this.#put.run(this.#id, this.#beats);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /**
   * Within a transaction that writes: looks at the other holders of records. Called again and again, it finds out which of them
   * have died. It writes a beat itself, so that nobody seems to be silent because nobody can write.
   */
  look(): void {
    const others = this.#others.all(this.#id) as { id: string; beat: number | null }[];
    if (others.length > 0) this.#beat();
    const now = this.#time.now();
    const passed = Math.min(now - this.#lastLook, longestGap);
    this.#lastLook = now;
    for (const id of this.#watched.keys()) if (!others.some((other) => other.id === id)) this.#watched.delete(id);
    for (const { id, beat } of others) {
      const known = this.#watched.get(id);
      if (beat === null) this.#watched.set(id, { beat: -1, silentFor: Number.POSITIVE_INFINITY });
      else if (known === undefined || known.beat !== beat) this.#watched.set(id, { beat, silentFor: 0 });
      else known.silentFor += passed;
    }
  }

  /** A look that could not be written down counts for nothing, nor do those before it. */
  forget(): void {
    this.#watched.clear();
  }

  isDead(id: string): boolean {
    return (this.#watched.get(id)?.silentFor ?? 0) >= deadAfter;
  }

  #beat(): void {
    this.#beats += 1;
    this.#put.run(this.#id, this.#beats);
  }

  async #tick(): Promise<void> {
    try {
      await whenUnlocked(this.#time, () => {
        if (this.#stop === undefined) return;
        this.#check();
        if (this.#holds.get(this.#id) === undefined) this.stop();
        else this.#beat();
      });
    } catch {
      // The disk is full, another process writes for long, or the file is not there: the next beat is soon.
    }
  }
}
