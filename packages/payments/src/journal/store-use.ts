import { type ClaimRequest, type JournalStore, keyOf, type StoredRecord } from './store.ts';
import { WorkList } from './work.ts';

/** The state that the users of one store share in this process. */
interface Shared {
  users: number;
  readonly work: WorkList;
  /** The last claim: the next one waits for it. */
  claiming: Promise<unknown>;
}

/** The state of each store. Several clients may share a store, which closes with the last one. */
const stores = new WeakMap<JournalStore, Shared>();

/** The use of a store by one client. */
export class StoreUse {
  readonly store: JournalStore;
  readonly #shared: Shared;
  #isClosed = false;

  constructor(store: JournalStore) {
    this.store = store;
    this.#shared = stores.get(store) ?? { users: 0, work: new WorkList(), claiming: Promise.resolve() };
    stores.set(store, this.#shared);
    this.#shared.users += 1;
  }

  /** The work of this process. */
  get work(): WorkList {
    return this.#shared.work;
  }

  /** Claims run one after the other, so that no record is claimed twice. */
  claim(request: ClaimRequest): Promise<readonly StoredRecord[]> {
    const { work, claiming } = this.#shared;
    const claim = claiming.then(async () => {
      const claimed = await this.store.claim({ ...request, live: [...request.live, ...work.keys()] });
      for (const { record } of claimed) work.claimed(keyOf(record));
      return claimed;
    });
    this.#shared.claiming = claim.catch(() => undefined);
    return claim;
  }

  /** The last user closes the store. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#shared.users -= 1;
    if (this.#shared.users === 0) await this.store.close();
  }
}
