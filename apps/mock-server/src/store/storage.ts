/** Where the sandbox keeps what must survive a restart. In memory nothing must. */
export interface Storage {
  /** Every item of a collection, oldest first. */
  load(collection: string): Iterable<readonly [key: string, value: unknown]>;
  save(collection: string, key: string, value: unknown): void;
  clear(collection: string): void;
  /** Runs `work` so that either all of its writes survive a restart or none. */
  atomically<T>(work: () => T): T;
  close(): void;
}

/** For sandboxes whose state ends with the process: a collection's own map is all the memory there is. */
export const inMemory: Storage = {
  load: () => [],
  save() {},
  clear() {},
  atomically: (work) => work(),
  close() {},
};
