import type { DatabaseSync } from 'node:sqlite';
import { JournalReason } from '../errors.ts';
import type { JournalRecord, Moment, RefundRecord } from '../record.ts';
import { isBusy } from './lock.ts';

/** A moment of the first layout, which did not name the host of the service's clock. */
interface OldMoment {
  readonly local: number;
}

/** A record of the first layout. */
type OldRecord = Pick<
  JournalRecord,
  | 'outTradeNo'
  | 'state'
  | 'tradeType'
  | 'payPlatform'
  | 'totalFee'
  | 'deviceId'
  | 'machineNo'
  | 'isGivenUp'
  | 'hasRefusedDuplicate'
> & {
  readonly outSubMchId?: string;
  readonly lastSentAt?: OldMoment;
  readonly cancelSentAt?: OldMoment;
  readonly refunds?: readonly (Pick<RefundRecord, 'outRefundNo' | 'refundFee' | 'state'> & {
    readonly lastSentAt: OldMoment;
  })[];
};

/**
 * Upgrades a journal of the first layout, where a number was unique among all merchants, and records had leases.
 *
 * @param onlyMerchant the merchant of records without one
 * @throws JournalReason `inUse` when another process has the file open; `layout` when the merchant of a record is not known
 */
export function upgradeFromLayout1(
  database: DatabaseSync,
  onlyMerchant: string | undefined,
  makeTables: (database: DatabaseSync) => void,
): void {
  leaveWal(database);
  database.exec('BEGIN EXCLUSIVE');
  try {
    const rows = database.prepare('SELECT version, undecided_since, record FROM orders').all();
    const records = rows.map((row) => JSON.parse(row.record as string) as OldRecord);
    const merchant = merchantOfAll(records, onlyMerchant);
    makeTables(database);
    const insert = database.prepare(
      'INSERT INTO records (out_sub_mch_id, number, version, undecided_since, record) VALUES (?, ?, ?, ?, ?)',
    );
    for (const [index, row] of rows.entries()) {
      const record = upgraded(records[index] as OldRecord, merchant);
      insert.run(
        record.outSubMchId,
        record.outTradeNo,
        row.version as number,
        row.undecided_since as number | null,
        JSON.stringify(record),
      );
    }
    database.exec('DROP TABLE orders; COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** A file can leave WAL mode only while no other process has it open. */
function leaveWal(database: DatabaseSync): void {
  try {
    const { journal_mode: mode } = database.prepare('PRAGMA journal_mode = DELETE').get() as { journal_mode: string };
    if (mode !== 'wal') return;
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
  throw new JournalReason('inUse', 'the journal has to be upgraded: close the other programs that use it, and open it again');
}

/** @returns the merchant of the records without one; undefined when there are none */
function merchantOfAll(records: readonly OldRecord[], onlyMerchant: string | undefined): string | undefined {
  if (records.every(({ outSubMchId }) => outSubMchId !== undefined)) return undefined;
  const merchants = new Set(records.map(({ outSubMchId }) => outSubMchId).filter((id) => id !== undefined));
  if (onlyMerchant !== undefined) return onlyMerchant;
  const [merchant] = merchants;
  if (merchant !== undefined && merchants.size === 1) return merchant;
  throw new JournalReason('layout', 'some records of the journal name no merchant: open it with outSubMchId');
}

function upgraded(old: OldRecord, merchant: string | undefined): JournalRecord {
  const { lastSentAt, cancelSentAt, refunds, outSubMchId = merchant as string, ...same } = old;
  const { lease: _, ...kept } = same as typeof same & { lease?: unknown };
  return {
    ...kept,
    outSubMchId,
    ...(lastSentAt && { acceptedAt: momentOf(lastSentAt), sends: { count: 1, lastAt: momentOf(lastSentAt) } }),
    ...(cancelSentAt && { cancellation: { sends: { count: 1, lastAt: momentOf(cancelSentAt) } } }),
    ...(refunds && {
      refunds: refunds.map(({ lastSentAt: refundSentAt, ...refund }) => ({
        ...refund,
        sends: { count: 1, lastAt: momentOf(refundSentAt) },
      })),
    }),
  };
}

function momentOf({ local }: OldMoment): Moment {
  return { local };
}
