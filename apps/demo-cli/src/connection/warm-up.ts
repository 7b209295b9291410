import type { Payments } from '@cloudpay/payments';

/** How long each host gets, and all of them together, in milliseconds: the customer waits. */
const perHost = 1_000;
const inAll = 2_500;

/**
 * Finds a host that answers, opens a connection to it, and learns the service's clock, which goes into the record of what is sent next.
 * None of it is needed: when nothing answers, the payment finds out by itself.
 */
export async function warmUp(payments: Payments): Promise<void> {
  await payments.warmUp({ timeout: perHost, signal: AbortSignal.timeout(inAll) }).catch(() => undefined);
}
