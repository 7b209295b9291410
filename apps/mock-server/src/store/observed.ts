import type { Storage } from './storage.ts';

/** A storage that tells of every change. */
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
