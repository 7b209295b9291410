import Stripe from 'stripe';
import type { Setting } from '../setting.ts';
import type { Call } from './call.ts';

export function connect({ port, order }: Setting): Call {
  const stripe = new Stripe('sk_test_bench', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
  return async () => {
    await stripe.paymentIntents.retrieve(`pi_1${order}`);
  };
}
