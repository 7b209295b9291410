import { createMemoryJournal, type JournalRecord, type JournalStore } from '../../../src/index.ts';
import { Journal } from '../../../src/journal/journal.ts';
import { MachineClock, SimulatedTime } from '../../simulation/time.ts';
import { outSubMchId, put } from './records.ts';

/** A journal in simulated time, with these records. */
export async function journalWith(...records: readonly JournalRecord[]) {
  const time = new SimulatedTime();
  const clock = new MachineClock(time);
  const store = createMemoryJournal();
  for (const record of records) await put(store, record, 0, 'take');
  const journal = new Journal(store, clock, outSubMchId);
  return {
    time,
    clock,
    store,
    journal,
    /** The journal of another process. */
    another: (isAlive?: () => boolean) =>
      new Journal(createMemoryJournal({ sharedWith: store, ...(isAlive && { isAlive }) }), clock, outSubMchId),
    stored: async (number: string) => {
      const found = await store.read({ outSubMchId, number });
      if (found === undefined) throw new Error(`no record of ${number}`);
      return found;
    },
  };
}

/** A store whose writes go through a gate. */
export function gated(store: JournalStore) {
  let open: Promise<void> = Promise.resolve();
  let release = () => {};
  const gate: JournalStore = {
    read: (key) => store.read(key),
    async write(write) {
      await open;
      return store.write(write);
    },
    claim: (request) => store.claim(request),
    heldElsewhere: (request) => store.heldElsewhere(request),
    close: () => store.close(),
  };
  return {
    store: gate,
    shut() {
      ({ promise: open, resolve: release } = Promise.withResolvers<void>());
    },
    open: () => release(),
  };
}
