import type { JournalStore, RecordKey } from './store.ts';

/** What the users of one store in this process share. */
interface Shared {
  users: number;
  /** How many pieces of work are under way for each record. */
  readonly work: Map<string, { readonly key: RecordKey; count: number }>;
}

/** By store: several clients may share one, which closes with the last of them. */
const stores = new WeakMap<JournalStore, Shared>();

/** One user's part in a store. */
export interface StoreUse {
  readonly store: JournalStore;
  /** @returns ends the work */
  workOn(key: RecordKey): () => void;
  /** How many pieces of work are under way for a record. */
  workers(key: RecordKey): number;
  /** The records that this process works on. */
  worked(): RecordKey[];
  /** The last user closes the store. */
  close(): Promise<void>;
}

/** Makes somebody a user of a store. */
export function shareStore(store: JournalStore): StoreUse {
  const shared = stores.get(store) ?? { users: 0, work: new Map() };
  stores.set(store, shared);
  shared.users += 1;
  let isClosed = false;
  return {
    store,
    workOn(key) {
      const text = textOf(key);
      const work = shared.work.get(text) ?? { key, count: 0 };
      shared.work.set(text, work);
      work.count += 1;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        work.count -= 1;
        if (work.count === 0) shared.work.delete(text);
      };
    },
    workers: (key) => shared.work.get(textOf(key))?.count ?? 0,
    worked: () => [...shared.work.values()].map(({ key }) => key),
    async close() {
      if (isClosed) return;
      isClosed = true;
      shared.users -= 1;
      if (shared.users === 0) await store.close();
    },
  };
}

function textOf({ outSubMchId, number }: RecordKey): string {
  return JSON.stringify([outSubMchId, number]);
}
