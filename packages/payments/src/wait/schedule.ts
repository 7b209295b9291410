import type { Configuration } from '@cloudpay/core';

/** When to query an order that is not decided, and for how long. All in milliseconds. */
export interface Schedule {
  /** The pause before the next query, after this many queries. */
  gapAfter(queries: number): number;
  /** The time for the whole wait. */
  readonly total: number;
}

/** The C SDK queries 25 times, every 6 s. */
const defaultCount = 25;
const defaultInterval = 6;

/**
 * The default gaps, in seconds: as many queries in the same time as the C SDK's 25 × 6 s. Most customers pay within 15 s, so
 * the first ten queries come every 1.5 s; the later ones are further apart.
 */
const defaultGaps = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

const defaultSchedule: Schedule = {
  gapAfter: (queries) => (defaultGaps[queries] ?? (defaultGaps.at(-1) as number)) * 1000,
  total: defaultCount * defaultInterval * 1000,
};

/**
 * The polling schedule of a micro payment: `microPayQueryOrderCount` × `microPayQueryOrderInterval` when either is configured,
 * else {@link defaultGaps}. A 0 means "not configured", as in a C structure.
 */
export function microPaySchedule(configuration: Configuration): Schedule {
  const { microPayQueryOrderCount: count, microPayQueryOrderInterval: interval } = configuration;
  if (count || interval) return evenly(count || defaultCount, interval || defaultInterval);
  return defaultSchedule;
}

/** Our own default, since the C SDK documents no interval: a customer needs some time to open the app and scan. */
const scanCount = 100;
const scanInterval = 3;

/** The polling schedule of a scan-code payment: every 3 s, `scanCodePayQueryOrderCount` times (100 by default: five minutes). */
export function scanCodePaySchedule(configuration: Configuration): Schedule {
  return evenly(configuration.scanCodePayQueryOrderCount || scanCount, scanInterval);
}

/** In seconds. A platform either refunds within seconds, or needs the bank and takes days, which no wait can cover. */
const refundGaps = [1, 1, 2, 2, 3, 3, 5];

/** The polling schedule of a refund. */
export const refundSchedule: Schedule = {
  gapAfter: (queries) => (refundGaps[queries] ?? 10) * 1000,
  total: 150_000,
};

function evenly(count: number, seconds: number): Schedule {
  return { gapAfter: () => seconds * 1000, total: count * seconds * 1000 };
}
