// npx -y pnpm@12 --filter @cloudpay/examples express
import { configurationFromEnv, nodeCallbackHandler, Payments } from '@cloudpay/payments';
import express from 'express';
import { listener } from './listener.ts';

const payments = new Payments(configurationFromEnv());
const app = express();

// Before express.json(): only the raw bytes can be verified.
app.post('/cloudpay/callback', nodeCallbackHandler(payments, listener));

app.use(express.json());
app.post('/echo', (request, response) => {
  response.json(request.body);
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log('listening', server.address()));
