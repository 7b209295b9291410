import type { Names } from './names.ts';

/** One change of the tables. A step only adds: the version before must be able to run on, beside the new one. */
export interface LayoutStep {
  readonly version: number;
  /** The oldest layout whose programs can work with this one. */
  readonly oldestReader: number;
  sql(names: Names): string;
}

/** The process that holds what nobody holds. Not NULL, so that one comparison finds all that is free. */
export const nobody = '00000000-0000-0000-0000-000000000000';

/** All steps, from the first. */
export const layoutSteps: readonly LayoutStep[] = [
  {
    version: 1,
    oldestReader: 1,
    sql: ({ orders, holders, layout }) => `create table ${layout} (
  version integer primary key,
  oldest_reader integer not null,
  applied_at timestamptz not null
);

-- The processes that use the journal. A row is written once a second, so it gets room beside itself.
create table ${holders} (
  id uuid primary key,
  name text not null,
  started_at timestamptz not null,
  alive_until timestamptz not null,
  is_dead boolean not null
) with (fillfactor = 50);

create table ${orders} (
  out_sub_mch_id text collate "C" not null,
  number text collate "C" not null,
  version bigint not null,
  write_id uuid not null,
  holder uuid not null,
  undecided_since timestamptz,
  changed_at timestamptz not null,
  record json not null,
  primary key (out_sub_mch_id, number)
) with (fillfactor = 70);

create index orders_open on ${orders} (holder, out_sub_mch_id, undecided_since) where undecided_since is not null;`,
  },
];

/** The layout that this version makes and knows. */
export const newestLayout = Math.max(...layoutSteps.map(({ version }) => version));
