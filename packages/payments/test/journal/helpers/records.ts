import type { JournalRecord, JournalStore } from '../../../src/index.ts';
import { isUndecided } from '../../../src/journal/record.ts';
import type { JournalWrite, Written } from '../../../src/journal/store.ts';

export const outSubMchId = 'sz01KzuCUOmw8yjtPite';

/** An order as it stands when its first request leaves. */
export function undecidedOrder(outTradeNo: string, more: Partial<JournalRecord> = {}): JournalRecord {
  const now = { local: 1_790_000_000_000 };
  return { outTradeNo, outSubMchId, state: 'undecided', acceptedAt: now, sends: { count: 1, lastAt: now }, ...more };
}

/** Writes a record past the journal. */
export function put(
  store: JournalStore,
  record: JournalRecord,
  version = 0,
  hold: JournalWrite['hold'] = 'keep',
): Promise<Written> {
  return store.write({ record, version, isUndecided: isUndecided(record), hold });
}

export function stored(store: JournalStore, number: string) {
  return store.read({ outSubMchId, number });
}

/** The numbers that a claim takes. */
export async function claim(store: JournalStore, live: readonly string[] = [], limit = 1_000): Promise<string[]> {
  const left = live.map((number) => ({ outSubMchId, number }));
  const claimed = await store.claim({ merchants: [outSubMchId], limit, live: left });
  return claimed.map(({ record }) => record.outTradeNo);
}

/** The numbers that other processes hold. */
export async function heldElsewhere(store: JournalStore): Promise<string[]> {
  const held = await store.heldElsewhere({ merchants: [outSubMchId], limit: 1_000 });
  return held.map(({ record }) => record.outTradeNo);
}
