// npx -y pnpm@12 --filter @cloudpay/examples fastify
import { configurationFromEnv, fastifyCallbackPlugin, Payments } from '@cloudpay/payments';
import fastify from 'fastify';
import { listener } from './listener.ts';

const payments = new Payments(configurationFromEnv());
const app = fastify();

// The plugin sees the raw bytes; the application's other routes keep their JSON parser.
app.register(fastifyCallbackPlugin(payments, listener, { path: '/cloudpay/callback' }));

app.post('/echo', async (request) => request.body);

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
console.log('listening', app.server.address());
