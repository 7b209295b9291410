import type { FastifyError, FastifyInstance } from 'fastify';
import { checkCaller } from '../control/caller.ts';
import type { ConsoleAssets } from './assets.ts';

/** The page may load and ask nothing but what this server gives. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const files: Readonly<Record<string, { readonly type: string; readonly asset: keyof ConsoleAssets }>> = {
  '': { type: 'text/html; charset=utf-8', asset: 'html' },
  'console.js': { type: 'text/javascript; charset=utf-8', asset: 'script' },
  'console.css': { type: 'text/css; charset=utf-8', asset: 'style' },
};

/** Made once a process, when somebody first asks: a test that looks at no page does not pay for it. */
let assets: Promise<ConsoleAssets> | undefined;

async function makeOnce(): Promise<ConsoleAssets> {
  const { makeAssets } = await import('./assets.ts');
  return makeAssets();
}

/** The console in the browser, for the same callers as the control API. One route for all of it: each costs a server's start. */
export function consoleRoutes(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>(({ statusCode = 500, message }, { log }, reply) => {
    if (statusCode >= 500) log.error({ message }, 'console failed');
    reply.code(statusCode).type('text/plain; charset=utf-8').send(message);
  });
  app.get<{ Params: { file: string } }>('/:file', async (request, reply) => {
    const file = files[request.params.file];
    if (file === undefined) return reply.callNotFound();
    checkCaller(request.raw);
    assets ??= makeOnce();
    return reply
      .headers({
        'content-type': file.type,
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      })
      .send((await assets)[file.asset]);
  });
}
