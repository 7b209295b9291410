import type { Storage } from './storage.ts';

/** Wraps a storage so that every write calls `changed`. */
export function observed(storage: Storage, changed: () => void): Storage {
  return {
    ...storage,
    save(collection, key, value) {
      storage.save(collection, key, value);
      changed();
    },
    clear(collection) {
      storage.clear(collection);
      changed();
    },
  };
}
