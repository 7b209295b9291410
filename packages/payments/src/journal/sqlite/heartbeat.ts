import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { whenUnlocked } from './lock.ts';
import type { StoreTime } from './real-time.ts';

/** The interval of the heartbeat, in milliseconds. */
const interval = 1_000;

/** After this time without a heartbeat a process is dead, in milliseconds. */
const deadAfter = 5_000;

/** The most that a gap between two checks counts, in milliseconds: this process itself may have slept. */
const longestGap = 1_500;

/**
 * Shows that this process is alive while it holds records, and watches the other processes. A process is alive while its
 * counter moves. No clocks are compared, since clocks differ and are set.
 */
export class Heartbeat {
  readonly #id: string;
  readonly #time: StoreTime;
  readonly #check: () => void;
  readonly #put: StatementSync;
  readonly #holds: StatementSync;
  readonly #others: StatementSync;
  readonly #watched = new Map<string, { beat: number; silentFor: number }>();
  /** Never starts again, so that a row that was deleted and inserted again shows a beat too. */
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

  /** Whether the other processes may know of this one. */
  get isRegistered(): boolean {
    return this.#beats > 0;
  }

  /** Registers this process, within the transaction in which it takes a record. */
  hold(): void {
    if (this.#stop === undefined) {
      // A process that holds records for less than a second each must show beats too.
      this.#beats += 1;
      this.#stop = this.#time.every(interval, () => void this.#tick());
    }
    // Its row may be gone: a closing process deletes the rows of those that hold nothing.
    this.#put.run(this.#id, this.#beats);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /**
   * Checks the other holders of records, within a transaction that writes. Repeated calls find out which of them have died. It
   * writes a beat itself, so that nobody seems dead because nobody can write.
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

  /** Discards all checks: the last one could not be written. */
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
      // The disk is full, another process writes for a long time, or the file is gone. The next beat is soon.
    }
  }
}
