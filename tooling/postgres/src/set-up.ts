// Runs once before the tests: whoever asks first starts the server that all share.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { TestProject } from 'vitest/node';
import { PostgresServer } from './server.ts';

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const own = process.env.CLOUDPAY_POSTGRES_URL;
  let started: Promise<PostgresServer | undefined> | undefined;
  const answer: RequestListener = (_, response) => {
    started ??= own === undefined ? PostgresServer.start() : Promise.resolve(undefined);
    started.then(
      (server) => response.end(own ?? server?.url() ?? ''),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  };
  const listening = createServer(answer).listen(0, '127.0.0.1');
  listening.unref();
  await once(listening, 'listening');
  provide('postgresAt', `http://127.0.0.1:${(listening.address() as { port: number }).port}`);
  return async () => {
    listening.close();
    await (await started?.catch(() => undefined))?.remove();
  };
}
