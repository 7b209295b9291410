import { instantClock, merchant } from '@cloudpay/test-kit';
import { Payments, type PaymentsOptions } from '../../../src/index.ts';

/** A client of some services, whose pauses take no time. */
export function paymentsAt(baseUrls: readonly string[], options: Partial<PaymentsOptions> = {}): Payments {
  return new Payments({ ...merchant, baseUrls, clock: instantClock(), ...options });
}
