import type { Storage } from './storage.ts';

/**
 * Named items in insertion order. They are held in memory, and each change is written to the storage. Items are never
 * changed in place.
 */
export class Collection<T> {
  readonly #name: string;
  readonly #storage: Storage;
  readonly #items: Map<string, T>;

  constructor(name: string, storage: Storage) {
    this.#name = name;
    this.#storage = storage;
    this.#items = new Map(storage.load(name) as Iterable<readonly [string, T]>);
  }

  get size(): number {
    return this.#items.size;
  }

  get(key: string): T | undefined {
    return this.#items.get(key);
  }

  set(key: string, item: T): void {
    this.#storage.save(this.#name, key, item);
    this.#items.set(key, item);
  }

  entries(): IterableIterator<[string, T]> {
    return this.#items.entries();
  }

  values(): IterableIterator<T> {
    return this.#items.values();
  }

  clear(): void {
    this.#storage.clear(this.#name);
    this.#items.clear();
  }
}
