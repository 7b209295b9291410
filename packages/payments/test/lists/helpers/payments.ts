import { type Clock, Payments, type PaymentsOptions } from '../../../src/index.ts';
import { authenKey } from './loopback-service.ts';

export const merchant = {
  outMchId: 'sz01lXKA6DKGjNzr2l4B',
  outSubMchId: 'sz01KzuCUOmw8yjtPite',
  outShopId: 'sz011biKxOguirmBqiFR',
  deviceId: '824',
  authenKey,
};

/** A client of some services, whose pauses take no time. */
export function paymentsAt(baseUrls: readonly string[], options: Partial<PaymentsOptions> = {}): Payments {
  return new Payments({ ...merchant, baseUrls, clock: withoutPauses(), ...options });
}

/** Real time, plus every pause that was slept through at once. */
function withoutPauses(): Clock {
  let slept = 0;
  return {
    now: () => Date.now() + slept,
    monotonic: () => performance.now() + slept,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept += ms;
    },
  };
}
