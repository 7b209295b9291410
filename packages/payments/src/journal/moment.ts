import type { CloudPayClient } from '@cloudpay/core';
import type { Moment } from './record.ts';

/** The present, by the clock of the machine and by that of the host that answered the last ping. */
export function momentOf(client: CloudPayClient): Moment {
  const { clockHost: host } = client;
  const time = client.serviceNow();
  return { local: client.clock.now(), ...(host !== undefined && time !== undefined && { service: { host, time } }) };
}
