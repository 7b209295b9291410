// npx -y pnpm@12 --filter @cloudpay/examples node-http
import { createServer } from 'node:http';
import { configurationFromEnv, nodeCallbackHandler, Payments } from '@cloudpay/payments';
import { listener } from './listener.ts';

const payments = new Payments(configurationFromEnv());
const handleCallback = nodeCallbackHandler(payments, listener);

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/cloudpay/callback') handleCallback(request, response);
  else response.writeHead(404).end();
});

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log('listening', server.address()));
