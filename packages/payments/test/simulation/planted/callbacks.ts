import type { Bug } from './bug.ts';

const file = 'payments/src/callbacks/confirm-payment.ts';

/** What the service tells by itself. */
export const callbacks: readonly Bug[] = [
  {
    name: 'a callback settles a payment before its first request',
    file,
    right: 'if (wait !== undefined) return settleWait(wait, client.configuration.timeout);',
    wrong: 'void settleWait;',
  },
];
