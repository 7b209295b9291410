/** Stores what must survive a restart. */
export interface Storage {
  /** All items of a collection, oldest first. */
  load(collection: string): Iterable<readonly [key: string, value: unknown]>;
  save(collection: string, key: string, value: unknown): void;
  clear(collection: string): void;
  /** Runs `work` so that either all of its writes survive a restart, or none. */
  atomically<T>(work: () => T): T;
  close(): void;
}

/** For sandboxes whose state ends with the process. It stores nothing; the collections hold their items. */
export const inMemory: Storage = {
  load: () => [],
  save() {},
  clear() {},
  atomically: (work) => work(),
  close() {},
};
