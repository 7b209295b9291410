import type { FastifyInstance } from 'fastify';
import { isFromThisMachine } from '../control/caller.ts';
import type { ConsoleAssets } from './console-assets.ts';

/** The page may load and request only what this server serves. */
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

const files: ReadonlyMap<string, { readonly type: string; readonly asset: keyof ConsoleAssets }> = new Map([
  ['', { type: 'text/html; charset=utf-8', asset: 'html' }],
  ['console.js', { type: 'text/javascript; charset=utf-8', asset: 'script' }],
  ['console.css', { type: 'text/css; charset=utf-8', asset: 'style' }],
]);

/** Built once per process, at the first request. Tests that do not use the page do not pay for it. */
let assets: Promise<ConsoleAssets> | undefined;

async function makeOnce(): Promise<ConsoleAssets> {
  const { makeAssets } = await import('./assets.ts');
  return makeAssets();
}

/**
 * The console in the browser, for callers on this machine. A link from another page may lead to it: the page itself holds
 * no data, and gets all data from the control API. All its files share one route, because each route slows the start.
 */
export function consoleRoutes(app: FastifyInstance): void {
  app.get<{ Params: { file: string } }>('/:file', async (request, reply) => {
    const file = files.get(request.params.file);
    if (file === undefined) return reply.callNotFound();
    if (!isFromThisMachine(request.raw)) {
      return reply.code(403).type('text/plain').send('The console is for this machine alone: open it by a loopback address.\n');
    }
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
