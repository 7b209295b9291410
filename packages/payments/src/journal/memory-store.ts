import type { JournalStore, StoredRecord } from './store.ts';

/** Keeps records in memory: they end with the process. For tests, and for callers who keep a record of their own. */
export function createMemoryStore(): JournalStore {
  const records = new Map<string, StoredRecord>();
  const open = new Set<string>();
  return {
    read: async (outTradeNo) => records.get(outTradeNo),
    async write(record, version, isUndecided) {
      const { outTradeNo } = record;
      if ((records.get(outTradeNo)?.version ?? 0) !== version) return false;
      records.set(outTradeNo, { record, version: version + 1 });
      if (isUndecided) open.add(outTradeNo);
      else open.delete(outTradeNo);
      return true;
    },
    undecided: async () => [...open],
    close: async () => {},
  };
}
