import { ArgumentError } from '@cloudpay/core';

/** The names of the tables, as they stand in statements. */
export interface Names {
  /** The schema, as it stands in statements. */
  readonly schema: string;
  /** The schema, as it stands in the catalogue. */
  readonly name: string;
  readonly orders: string;
  readonly holders: string;
  readonly layout: string;
}

/** @throws ArgumentError (field `schema`) */
export function namesIn(schema: string): Names {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new ArgumentError('schema', '应为小写字母、数字、下划线 (must be lower-case letters, digits and underscores)');
  }
  const inSchema = (table: string) => `"${schema}".${table}`;
  return {
    schema: `"${schema}"`,
    name: schema,
    orders: inSchema('orders'),
    holders: inSchema('holders'),
    layout: inSchema('layout'),
  };
}
