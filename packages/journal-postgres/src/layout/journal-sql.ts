import { type Names, namesIn } from './names.ts';
import { type LayoutStep, layoutSteps } from './steps.ts';

/** Which statements are printed. */
export interface JournalSqlOptions {
  /** The schema of the tables. Default: `cloudpay`. */
  readonly schema?: string;
  /** The layout that is there already. Default: 0, none. */
  readonly from?: number;
}

/** Serialises those who change the tables, in whichever schema: `cloudpay` in bytes. */
export const layoutLock = "select pg_advisory_xact_lock(x'636c6f7564706179'::bigint)";

/**
 * The SQL that makes the tables of the journal, for a database administrator who runs it by hand. Afterwards `openPostgresJournal` needs no
 * right to create anything: the role of the program needs `USAGE` on the schema, `SELECT, INSERT, UPDATE` on `orders`,
 * `SELECT, INSERT, UPDATE, DELETE` on `holders`, and `SELECT` on `layout`.
 *
 * @returns one transaction
 * @throws ArgumentError (field `schema`) for a name with other characters than lower-case letters, digits and underscores
 * @example console.log(journalSql({ schema: 'cloudpay' }));
 */
export function journalSql({ schema = 'cloudpay', from = 0 }: JournalSqlOptions = {}): string {
  const names = namesIn(schema);
  const steps = layoutSteps.filter(({ version }) => version > from).map((step) => stepSql(step, names));
  const make = from === 0 ? [`create schema if not exists ${names.schema};`] : [];
  return `${['begin isolation level read committed;', `${layoutLock};`, ...make, ...steps, 'commit;'].join('\n\n')}\n`;
}

/** One step, and its row. */
export function stepSql({ version, oldestReader, sql }: LayoutStep, names: Names): string {
  return `${sql(names)}\n\ninsert into ${names.layout} values (${version}, ${oldestReader}, clock_timestamp());`;
}
