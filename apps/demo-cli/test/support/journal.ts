import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { JournalRecord } from '@cloudpay/payments';
import { temporaryFolder } from './cli.ts';

/** A journal that is not there yet. */
export function newJournal(): string {
  return join(temporaryFolder(), 'journal.sqlite');
}

/** What a journal holds, by order number, read without the SDK. */
export function recordsIn(journal: string): Map<string, JournalRecord> {
  const database = new DatabaseSync(journal, { readOnly: true });
  try {
    const rows = database.prepare('SELECT record FROM records').all();
    const records = rows.map(({ record }) => JSON.parse(String(record)) as JournalRecord);
    return new Map(records.map((record) => [record.outTradeNo, record]));
  } finally {
    database.close();
  }
}
