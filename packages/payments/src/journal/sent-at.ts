import type { CloudPayClient } from '@cloudpay/core';
import type { SentAt } from './record.ts';

/** The service tells its clock in whole seconds, and its word travels. */
const uncertainty = 2_000;

/** The present, for the record of a request that is about to leave. */
export function sentAt(client: CloudPayClient): SentAt {
  const service = client.serviceNow();
  return { local: client.clock.now(), ...(service !== undefined && { service }) };
}

/**
 * How long ago a request left, at least, in milliseconds. Only the service's clock counts, at both ends: that of the machine may have been
 * set in between. Without it the response is 0, which costs a longer wait and nothing else.
 */
export function certainlySince(client: CloudPayClient, sent: SentAt | undefined): number {
  const now = client.serviceNow();
  if (now === undefined || sent?.service === undefined) return 0;
  return Math.max(0, now - sent.service - uncertainty);
}
