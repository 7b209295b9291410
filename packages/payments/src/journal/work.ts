import { type RecordKey, textOf } from './store.ts';

/** A piece of work on a record. Until it ends, this process does not claim the record again. */
export class Work {
  /** Its next write is its last one. That write releases the record, unless other work of this process needs it. */
  isLeaving = false;
  /** Ends the work. */
  readonly end: () => void;

  constructor(end: () => void) {
    this.end = end;
  }

  /**
   * Does the last write of this work, and ends the work, also when the write fails.
   *
   * @param goesOn whether the work goes on after all; asked when the write is done
   */
  async leave<T>(write: () => Promise<T>, goesOn: () => boolean = () => false): Promise<T> {
    this.isLeaving = true;
    let isOver = true;
    try {
      const written = await write();
      isOver = !goesOn();
      return written;
    } finally {
      if (isOver) this.end();
      else this.isLeaving = false;
    }
  }
}

interface Worked {
  readonly key: RecordKey;
  readonly pieces: Set<Work>;
}

/** The work of this process in one store, of all clients that share it. */
export class WorkList {
  readonly #worked = new Map<string, Worked>();
  /** Claimed, but not started. */
  readonly #claimed = new Map<string, RecordKey>();

  begin(key: RecordKey): Work {
    const text = textOf(key);
    const worked = this.#worked.get(text) ?? { key, pieces: new Set() };
    this.#worked.set(text, worked);
    this.#claimed.delete(text);
    const work = new Work(() => {
      worked.pieces.delete(work);
      if (worked.pieces.size === 0 && this.#worked.get(text) === worked) this.#worked.delete(text);
    });
    worked.pieces.add(work);
    return work;
  }

  claimed(key: RecordKey): void {
    this.#claimed.set(textOf(key), key);
  }

  /** Whether work of this process needs a record after the next write. */
  isNeeded(key: RecordKey): boolean {
    const text = textOf(key);
    return this.#claimed.has(text) || [...(this.#worked.get(text)?.pieces ?? [])].some(({ isLeaving }) => !isLeaving);
  }

  /** The records that are worked on, or claimed. */
  keys(): RecordKey[] {
    return [...this.#claimed.values(), ...[...this.#worked.values()].map(({ key }) => key)];
  }
}
