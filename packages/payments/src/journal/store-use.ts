import type { JournalRecord } from './record.ts';
import { type ClaimRequest, type JournalStore, keyOf, type RecordKey } from './store.ts';

/** What the users of one store in this process share. */
interface Shared {
  users: number;
  /** The claim before: the next one begins when its records are marked. */
  lastClaim: Promise<unknown>;
  /** How many pieces of work are under way for each record. */
  readonly work: Map<string, { readonly key: RecordKey; count: number }>;
}

/** By store: several clients may share one, which closes with the last of them. */
const stores = new WeakMap<JournalStore, Shared>();

/** A record that was taken up. */
export interface Claimed {
  readonly record: JournalRecord;
  /** Ends the mark that this process works on it. */
  readonly stopWork: () => void;
}

/** One user's part in a store. */
export interface StoreUse {
  readonly store: JournalStore;
  /** @returns ends the work */
  workOn(key: RecordKey): () => void;
  /** How many pieces of work are under way for a record. */
  workers(key: RecordKey): number;
  /**
   * Claims records that this process does not work on, and marks that it does from now on. So no two claims of this process take the same.
   *
   * @param seen further records to leave alone
   */
  claim(request: Omit<ClaimRequest, 'live'>, seen: readonly RecordKey[]): Promise<readonly Claimed[]>;
  /** The last user closes the store. */
  close(): Promise<void>;
}

/** Makes somebody a user of a store. */
export function shareStore(store: JournalStore): StoreUse {
  const shared = stores.get(store) ?? { users: 0, lastClaim: Promise.resolve(), work: new Map() };
  stores.set(store, shared);
  shared.users += 1;
  let isClosed = false;
  const workOn = (key: RecordKey) => {
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
  };
  const claim = async (request: Omit<ClaimRequest, 'live'>, seen: readonly RecordKey[]) => {
    const worked = [...shared.work.values()].map(({ key }) => key);
    const stored = await store.claim({ ...request, live: [...worked, ...seen] });
    return stored.map(({ record }) => ({ record, stopWork: workOn(keyOf(record)) }));
  };
  return {
    store,
    workOn,
    workers: (key) => shared.work.get(textOf(key))?.count ?? 0,
    claim(request, seen) {
      const claimed = shared.lastClaim.then(() => claim(request, seen));
      shared.lastClaim = claimed.catch(() => undefined);
      return claimed;
    },
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
