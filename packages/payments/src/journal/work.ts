import { type RecordKey, textOf } from './store.ts';

/** A piece of work on a record. Until it ends, this process does not take the record up a second time. */
export class Work {
  /** Its next write is its last one: unless others here need the record, that write lets go of it. */
  isLeaving = false;
  /** Ends the work. */
  readonly end: () => void;

  constructor(end: () => void) {
    this.end = end;
  }
}

interface Worked {
  readonly key: RecordKey;
  readonly pieces: Set<Work>;
}

/** What this process works on in one store, for all who share it. */
export class WorkList {
  readonly #worked = new Map<string, Worked>();
  /** Claimed, and not yet begun. */
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

  /** Whether somebody here needs a record after the write that is about to be made. */
  isNeeded(key: RecordKey): boolean {
    const text = textOf(key);
    return this.#claimed.has(text) || [...(this.#worked.get(text)?.pieces ?? [])].some(({ isLeaving }) => !isLeaving);
  }

  /** The records that are worked on, or about to be. */
  keys(): RecordKey[] {
    return [...this.#claimed.values(), ...[...this.#worked.values()].map(({ key }) => key)];
  }
}
