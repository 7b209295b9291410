import type { JournalRecord, RecordKey, StoredRecord } from '@cloudpay/payments';
import type { Names } from '../layout/names.ts';

/** A record, as the statements below return it: as text, whatever types the program has given to `pg`. */
export interface Row extends RecordKey {
  readonly version: string;
  readonly record: string;
  readonly held: StoredRecord['held'];
  readonly writeId: string;
}

/**
 * The columns of a {@link Row}.
 *
 * @param ids parameter with all identities of this process
 */
export function columns({ holders }: Names, ids: string): string {
  return `o.out_sub_mch_id as "outSubMchId", o.number, o.version::text as version, o.record::text as record, o.write_id::text as "writeId",
    case when o.holder = any(${ids}::uuid[]) then 'here'
      when exists (select from ${holders} h where h.id = o.holder and not h.is_dead) then 'elsewhere' else 'free' end as held`;
}

export function storedOf({ version, record, held }: Row): StoredRecord {
  return { record: JSON.parse(record) as JournalRecord, version: Number(version), held };
}

/** A key as text, for maps. */
export function textOf({ outSubMchId, number }: RecordKey): string {
  return JSON.stringify([outSubMchId, number]);
}
