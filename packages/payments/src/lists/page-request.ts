import { ArgumentError } from '@cloudpay/core';

/** The pages of a list to fetch. */
export interface PageRequest {
  /** 页码: the first page to fetch, from 1. Default 1. */
  readonly pageNum?: number | undefined;
  /** 每页条数: the number of entries of a page. Default 100, at most 1,000. */
  readonly pageSize?: number | undefined;
}

const defaultPageSize = 100;

/** Our own limit: Cloud Pay documents none. It keeps a response within a few megabytes and a few seconds. */
const maxPageSize = 1_000;

/**
 * Fills in the defaults. The schema checks types and lower limits.
 *
 * @throws ArgumentError (field `pageSize`)
 */
export function pageRequestOf({ pageNum = 1, pageSize = defaultPageSize }: PageRequest): { pageNum: number; pageSize: number } {
  if (pageSize > maxPageSize) throw new ArgumentError('pageSize', `最多 ${maxPageSize} (must be at most ${maxPageSize})`);
  return { pageNum, pageSize };
}
