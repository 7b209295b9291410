// A Next.js route handler: copy it to app/cloudpay/callback/route.ts.
import { configurationFromEnv, fetchCallbackHandler, Payments } from '@cloudpay/payments';
import { listener } from './listener.ts';

// The journal and the memory of what was acknowledged need a process that stays: not the edge runtime.
export const runtime = 'nodejs';

const payments = new Payments(configurationFromEnv());

export const POST = fetchCallbackHandler(payments, listener);
