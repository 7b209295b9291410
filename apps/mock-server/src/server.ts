import type { IncomingMessage } from 'node:http';
import { type FastifyError, type FastifyInstance, fastify, LogController } from 'fastify';
import type { Control } from './control/control.ts';
import { controlRoutes } from './control/routes.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { endpoints } from './endpoints/registry.ts';
import type { Sandbox } from './service/sandbox.ts';
import { type Answer, broken, refused } from './wire/answer.ts';
import { deliver } from './wire/delivery.ts';
import { answerContent, writeEnvelope } from './wire/envelope.ts';
import { exchange } from './wire/exchange.ts';
import { refusals } from './wire/refusal.ts';

/** How the server treats its peers. */
export interface ServerSettings {
  /** Within this time a request must have arrived whole. */
  readonly requestTimeout: number;
  /** Where log lines go: one JSON object a line, without bodies or secrets. Undefined: nowhere. */
  readonly log: { write(line: string): void } | undefined;
}

const largestBody = 1024 * 1024;

/** How long the rest of a body that was refused may take, in milliseconds. */
const restOfBody = 1_000;

/** The HTTP side of a sandbox: Cloud Pay's own paths, and the control API beside them. */
export function createServer(sandbox: Sandbox, control: Control, { requestTimeout, log }: ServerSettings): FastifyInstance {
  const app = fastify({
    bodyLimit: largestBody,
    requestTimeout,
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval: Math.min(requestTimeout, 1_000) },
    // An order number in a path, every character escaped.
    routerOptions: { maxParamLength: 512 },
    // Clients keep connections alive, and some scenarios hold them: neither may delay the end of the server.
    forceCloseConnections: true,
    logger: log ? { stream: log } : false,
    // One line of our own a call says more than Fastify's two.
    logController: new LogController({ disableRequestLogging: true }),
  });

  // The service reads every body as JSON, whatever its content type says; Fastify would refuse the types that it does not know.
  app.addHook('onRequest', async ({ raw }) => {
    delete raw.headers['content-type'];
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));

  const sendUnasked = (answer: Answer): string =>
    writeEnvelope(answerContent(answer, sandbox.random.uint32()), answer, undefined);
  app.setErrorHandler<FastifyError>(({ statusCode = 500, message, stack }, request, reply) => {
    if (statusCode >= 500) request.log.error({ message, stack }, 'call failed');
    if (!request.raw.complete) {
      // Fastify would hang up at once, and most clients would see a broken connection: they write all of a body before they read.
      reply.removeHeader('connection');
      hangUpUnlessDone(request.raw);
    }
    const answer = statusCode >= 500 ? broken : refused({ ...refusals.notAnEnvelope, description: message }, statusCode);
    reply.code(statusCode).type('application/json').send(sendUnasked(answer));
  });
  app.setNotFoundHandler((_request, reply) => {
    reply
      .code(404)
      .type('application/json')
      .send(sendUnasked(refused(refusals.unknownEndpoint, 404)));
  });

  for (const endpoint of endpoints) serve(app, endpoint, sandbox);
  app.register(async (scope) => controlRoutes(scope, control, sandbox), { prefix: '/sandbox' });
  return app;
}

/** Nobody may go on for ever with a body that nobody reads. */
function hangUpUnlessDone(request: IncomingMessage): void {
  const late = setTimeout(() => request.socket.destroy(), restOfBody);
  for (const event of ['end', 'close']) request.once(event, () => clearTimeout(late));
}

function serve(app: FastifyInstance, endpoint: Endpoint, sandbox: Sandbox): void {
  const { method = 'POST' } = endpoint;
  app[method === 'GET' ? 'get' : 'post']<{ Body: Uint8Array | undefined }>(`/cpay/${endpoint.name}`, async (request, reply) => {
    const body = method === 'GET' ? Buffer.from(JSON.stringify(request.query)) : request.body;
    const { answer, logId, text } = exchange(endpoint, body, sandbox);
    const { status, internalStatus, httpStatus = 200, mishap } = answer;
    request.log.info({ endpoint: endpoint.name, status, internalStatus, logId, mishap: mishap?.kind }, 'answered');
    return deliver(text, httpStatus, mishap, reply, sandbox.clock);
  });
}
