import type { CallOptions, Pong } from '@cloudpay/core';
import type { PaymentsContext } from './context.ts';

/** 预热: `Payments.warmUp`. */
export function warmUp(context: PaymentsContext, options: CallOptions = {}): Promise<Pong> {
  return context.client.ping(options);
}
