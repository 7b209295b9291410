import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type JournalRecord, openFileJournal } from '@cloudpay/payments';
import { expect, test } from 'vitest';
import { root } from '../src/markdown.ts';

const day = 24 * 3_600_000;
const old = { local: Date.now() - 366 * day };
const recent = { local: Date.now() - 364 * day };
const records: Record<string, Partial<JournalRecord>> = {
  'old and paid': { state: 'paid', acceptedAt: old },
  'old and undecided': { state: 'undecided', acceptedAt: old },
  'recent and paid': { state: 'paid', acceptedAt: recent },
  'an old refund': {
    state: 'elsewhere',
    refunds: [{ outRefundNo: 'r1', refundFee: 1, state: 'succeeded', sends: { count: 1, lastAt: old } }],
  },
  'a recent refund': {
    state: 'elsewhere',
    refunds: [{ outRefundNo: 'r2', refundFee: 1, state: 'succeeded', sends: { count: 1, lastAt: recent } }],
  },
};

test.each(['zh', 'en'])('what docs/%s/privacy.md deletes from a journal', async (language) => {
  const page = readFileSync(`${root}docs/${language}/privacy.md`, 'utf8');
  const [, statement = ''] = /`(DELETE FROM[^`]+)`/.exec(page) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'cloudpay-privacy-'));
  try {
    const file = join(folder, 'till.db');
    const journal = await openFileJournal(file);
    const outSubMchId = 'sub';
    for (const [outTradeNo, facts] of Object.entries(records)) {
      const record = { outTradeNo, outSubMchId, ...facts } as JournalRecord;
      await journal.write({ record, version: 0, isUndecided: facts.state === 'undecided', hold: 'keep' });
    }
    await journal.close();
    const database = new DatabaseSync(file);
    database.prepare(statement).run(Date.now() - 365 * day);
    database.close();
    const reopened = await openFileJournal(file);
    const left = await Promise.all(Object.keys(records).map((number) => reopened.read({ outSubMchId, number })));
    await reopened.close();
    const numbers = left.flatMap((stored) => stored?.record.outTradeNo ?? []);
    expect(numbers).toEqual(['old and undecided', 'recent and paid', 'a recent refund']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
