import { type CallOptions, nodeCrypto, type Pong } from '@cloudpay/core';
import type { PaymentsContext } from './context.ts';

/** 预热: `Payments.warmUp`. */
export function warmUp(context: PaymentsContext, options: CallOptions = {}): Promise<Pong> {
  const pong = context.client.ping(options);
  // Loaded while the response is on its way, for the first payment.
  nodeCrypto();
  return pong;
}
