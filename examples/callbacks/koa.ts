// npx -y pnpm@12 --filter @cloudpay/examples koa
import { configurationFromEnv, koaCallbackMiddleware, Payments } from '@cloudpay/payments';
import Koa from 'koa';
import { listener } from './listener.ts';

const payments = new Payments(configurationFromEnv());
const handleCallback = koaCallbackMiddleware(payments, listener);
const app = new Koa();

// Before any body parser: only the raw bytes can be verified.
app.use((context, next) => {
  if (context.method === 'POST' && context.path === '/cloudpay/callback') return handleCallback(context);
  return next();
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log('listening', server.address()));
