// npx -y pnpm@12 --filter @cloudpay/examples hono
import { configurationFromEnv, fetchCallbackHandler, Payments } from '@cloudpay/payments';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { listener } from './listener.ts';

const payments = new Payments(configurationFromEnv());
const handleCallback = fetchCallbackHandler(payments, listener);
const app = new Hono();

app.post('/cloudpay/callback', (context) => handleCallback(context.req.raw));

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }, (address) =>
  console.log('listening', address),
);
