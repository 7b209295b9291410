import type { CallOptions, Pong } from '@cloudpay/core';
import type { Context } from './context.ts';

/** 预热: `Payments.warmUp`. */
export function warmUp({ client }: Context, options: CallOptions = {}): Promise<Pong> {
  return client.ping(options);
}
