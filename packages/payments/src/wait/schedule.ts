import type { Configuration } from '@cloudpay/core';

/** When to ask for an order that is not decided, and how long. All in milliseconds. */
export interface Schedule {
  /** How long to wait before the next query. */
  gapAfter(queries: number): number;
  /** How long to wait in all. */
  readonly total: number;
}

/** The C SDK asks 25 times, every 6 s. */
const defaultCount = 25;
const defaultInterval = 6;

/**
 * The default gaps, in seconds: as many queries in as much time as the C SDK's 25 × 6 s, but where they find something. Most customers
 * pay within 15 s, so the first ten come every 1.5 s and find the payment within a second or so; the later ones spread out.
 */
const defaultGaps = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

const defaultSchedule: Schedule = {
  gapAfter: (queries) => (defaultGaps[queries] ?? (defaultGaps.at(-1) as number)) * 1000,
  total: defaultCount * defaultInterval * 1000,
};

/**
 * The polling schedule of a micro payment: `microPayQueryOrderCount` × `microPayQueryOrderInterval` when either is configured,
 * else {@link defaultGaps}. 0 is how a C structure says "not configured": taken literally it would leave no time to send the payment.
 */
export function microPaySchedule(configuration: Configuration): Schedule {
  const { microPayQueryOrderCount: count, microPayQueryOrderInterval: interval } = configuration;
  if (count || interval) return evenly(count || defaultCount, interval || defaultInterval);
  return defaultSchedule;
}

/** A customer needs a while to find the app and scan; the C SDK documents no interval for it, so this default is ours. */
const scanCount = 100;
const scanInterval = 3;

/** The polling schedule of a scan-code payment: every 3 s, `scanCodePayQueryOrderCount` times (100 by default: five minutes). */
export function scanCodePaySchedule(configuration: Configuration): Schedule {
  return evenly(configuration.scanCodePayQueryOrderCount || scanCount, scanInterval);
}

/** A platform that refunds at once does it within seconds; one that needs the bank takes days, which no wait can cover. */
const refundGaps = [1, 1, 2, 2, 3, 3, 5];

/** The polling schedule of a refund. */
export const refundSchedule: Schedule = {
  gapAfter: (queries) => (refundGaps[queries] ?? 10) * 1000,
  total: 150_000,
};

function evenly(count: number, seconds: number): Schedule {
  return { gapAfter: () => seconds * 1000, total: count * seconds * 1000 };
}
