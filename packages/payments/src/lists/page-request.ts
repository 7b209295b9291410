import { ArgumentError } from '@cloudpay/core';

/** Which pages of a list to fetch. */
export interface PageRequest {
  /** 页码: the page to begin with, from 1. Default 1. */
  readonly pageNum?: number | undefined;
  /** 每页条数: how many entries are fetched at a time. Default 100, at most 1,000. */
  readonly pageSize?: number | undefined;
}

const defaultPageSize = 100;

/**
 * Cloud Pay documents no limit; this one is ours (an inference). It keeps a response within a few megabytes and a few seconds.
 */
const maxPageSize = 1_000;

/**
 * Fills in the defaults. Types and lower limits are the schema's to check.
 *
 * @throws ArgumentError (field `pageSize`)
 */
export function pageRequestOf({ pageNum = 1, pageSize = defaultPageSize }: PageRequest): { pageNum: number; pageSize: number } {
  if (pageSize > maxPageSize) throw new ArgumentError('pageSize', `最多 ${maxPageSize} (must be at most ${maxPageSize})`);
  return { pageNum, pageSize };
}
