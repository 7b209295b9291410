import type { JournalRecord, JournalStore, JournalWrite, Written } from '@cloudpay/payments';

export const outSubMchId = 'sz01KzuCUOmw8yjtPite';

/** An order whose outcome is not known. */
export function order(outTradeNo: string, more: Partial<JournalRecord> = {}): JournalRecord {
  return { outTradeNo, outSubMchId, state: 'undecided', ...more };
}

export function put(
  store: JournalStore,
  record: JournalRecord,
  version = 0,
  hold: JournalWrite['hold'] = 'take',
): Promise<Written> {
  return store.write({ record, version, isUndecided: record.state === 'undecided', hold });
}

export function stored(store: JournalStore, number: string) {
  return store.read({ outSubMchId, number });
}

/** The numbers that a claim takes. */
export async function claim(store: JournalStore, live: readonly string[] = [], limit = 10_000): Promise<string[]> {
  const left = live.map((number) => ({ outSubMchId, number }));
  const claimed = await store.claim({ merchants: [outSubMchId], limit, live: left });
  return claimed.map(({ record }) => record.outTradeNo);
}
