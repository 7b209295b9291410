import { type CallOptions, nodeCrypto, type Pong } from '@cloudpay/core';
import type { PaymentsContext } from './context.ts';

/**
 * 预热: opens a connection to a host that answers, so that the next payment finds it open, and reads the service's clock. Call it
 * when the till starts, and before a scan after a long pause.
 *
 * Endpoint `ping`; it replaces no C function.
 *
 * @param context from `openPayments`
 * @param options `timeout` for each host, in milliseconds; default 2,000
 * @returns the host, its clock and the round trip
 * @throws CloudPayError when no host answers
 * @example
 * const { baseUrl, roundTrip } = await warmUp(context);
 */
export function warmUp(context: PaymentsContext, options: CallOptions = {}): Promise<Pong> {
  const pong = context.client.ping(options);
  // Loads the module while the response is on its way: the first payment needs it.
  nodeCrypto();
  return pong;
}
