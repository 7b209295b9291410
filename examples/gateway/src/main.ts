import { createGateway } from './gateway.ts';
import { readMerchants } from './merchants.ts';

const gateway = await createGateway(readMerchants(process.env.MERCHANTS ?? 'merchants.json'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => gateway.close());
await gateway.listen({ port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? '127.0.0.1' });
