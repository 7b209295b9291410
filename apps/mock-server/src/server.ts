import type { IncomingMessage } from 'node:http';
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { Control } from './control/control.ts';
import { eventRoute } from './control/event-route.ts';
import { controlRoutes } from './control/routes.ts';
import { inBothLanguages } from './diagnosis/diagnosis.ts';
import { handleCall } from './endpoints/handle-call.ts';
import type { Handler } from './endpoints/handler.ts';
import { handlers } from './endpoints/registry.ts';
import type { Feed } from './feed/feed.ts';
import type { Health } from './hosts/health.ts';
import { isOwnOrigin } from './origin/own-origin.ts';
import { consoleRoutes } from './page/routes.ts';
import type { Recorder } from './record/recorder.ts';
import { refusals } from './service/refusals/refusal.ts';
import type { Sandbox } from './service/sandbox/sandbox.ts';
import { deliver } from './wire/delivery.ts';
import { responseContent, writeEnvelope } from './wire/envelope.ts';
import { broken, type Response, refused } from './wire/response.ts';

/** The parts that all hosts of a server share. */
export interface Service {
  readonly sandbox: Sandbox;
  readonly control: Control;
  readonly recorder: Recorder;
  readonly feed: Feed;
}

/** One of the hosts. */
export interface HostPart {
  /** From 0. */
  readonly index: number;
  readonly health: Health;
}

/** Settings of the HTTP server. */
export interface ServerSettings {
  /** How long a client may take to send a request, in milliseconds. */
  readonly requestTimeout: number;
  /** Receives log lines: one JSON object per line, without bodies or secrets. Undefined: no log. */
  readonly log: { write(line: string): void } | undefined;
}

const largestBody = 1024 * 1024;

/** How long a client may go on sending a body that was refused, in milliseconds. */
const restOfBody = 1_000;

/** Makes the HTTP server of one host: the paths of Cloud Pay and the control API. */
export function createServer(service: Service, host: HostPart, { requestTimeout, log }: ServerSettings): FastifyInstance {
  const { sandbox, control, recorder, feed } = service;
  const { index, health } = host;
  const app = fastify({
    bodyLimit: largestBody,
    requestTimeout,
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval: Math.min(requestTimeout, 1_000) },
    // An order number in a path may have every character escaped.
    routerOptions: { maxParamLength: 512 },
    exposeHeadRoutes: false,
    // Requests that arrive while the server closes are still answered. A refusal would leave the client uncertain.
    return503OnClosing: false,
    logger: log ? { stream: log } : false,
    // We log one line per call, with more facts than Fastify's two lines.
    logController: new LogController({ disableRequestLogging: true }),
  });

  app.addHook('onRequest', async ({ raw }) => {
    withoutContentType.set(raw, raw.method === 'POST' && raw.headers['content-type'] === undefined);
    // The service reads every body as JSON, whatever its content type. Fastify refuses unknown types.
    delete raw.headers['content-type'];
    if (isCall(raw.url) && !isOwnOrigin(raw.headers)) throw new ForeignPage();
  });
  // Kept-alive connections must not delay the end of the server.
  app.addHook('onSend', async (_request, reply) => {
    if (health.ending.aborted) reply.header('connection', 'close');
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));

  /** Sends the response to a request that is not a call of the service, or that failed with an error. */
  const sendOtherResponse = (response: Response, { url, method, body, raw }: FastifyRequest, reply: FastifyReply): void => {
    const logId = sandbox.manners.logId();
    const text = writeEnvelope(responseContent(response, logId), response);
    const [path = ''] = url.split('?');
    const id = recorder.begin({
      endpoint: nameIn(path),
      method: method === 'GET' ? 'GET' : 'POST',
      host: index,
      missing: missingOf(raw),
      body: body instanceof Uint8Array ? body : undefined,
    });
    recorder.answered(id, { response, logId, text, injected: undefined });
    recorder.ended(id);
    reply
      .code(response.httpStatus ?? 200)
      .type('application/json')
      .send(text);
  };
  app.setErrorHandler<FastifyError>(({ statusCode = 500, message, stack }, request, reply) => {
    if (statusCode >= 500) request.log.error({ message, stack }, 'call failed');
    if (!request.raw.complete) {
      // Fastify would close the connection at once. Most clients write the whole body before they read, and would see a
      // broken connection.
      reply.removeHeader('connection');
      closeUnlessDone(request.raw);
    }
    if (statusCode >= 500) return sendOtherResponse(broken, request, reply);
    const response = refused({ ...refusals.notAnEnvelope, description: message });
    sendOtherResponse({ ...response, httpStatus: sentAsHttpStatus.has(statusCode) ? statusCode : 200 }, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    const { description, ...refusal } = refusals.unknownEndpoint;
    const named = { ...refusal, description: `${description}: ${nameIn(path).slice(0, longestName)}` };
    sendOtherResponse(
      { ...refused(named), httpStatus: isCall(request.url) && /^(?:GET|POST)$/.test(request.method) ? 200 : 404 },
      request,
      reply,
    );
  });

  for (const method of ['GET', 'POST'] as const) serve(app, method, service, host);
  consoleRoutes(app);
  app.register(
    async (scope) => {
      controlRoutes(scope, control);
      eventRoute(scope, feed, recorder, health.ending);
    },
    { prefix: '/sandbox' },
  );
  return app;
}

/** Whether each request came without a content type. */
const withoutContentType = new WeakMap<IncomingMessage, boolean>();

function missingOf(request: IncomingMessage): readonly string[] {
  return withoutContentType.get(request) ? ['content-type'] : [];
}

/** A page of another server made a browser send this request. It is not recorded, because such a page could fill the record. */
class ForeignPage extends Error {
  readonly statusCode = 403;

  constructor() {
    super('not for pages of other servers: a browser marked the request as theirs (Origin, Sec-Fetch-Site)');
  }
}

/** HTTP statuses that are sent as they are: a page of another server, and a body over 1 MiB. */
const sentAsHttpStatus: ReadonlySet<number> = new Set([403, 413]);

/** The maximum length of an unknown call's name in a response. */
const longestName = 64;

function isCall(url = ''): boolean {
  return /^\/cpay(?:[/?]|$)/.test(url);
}

/** The name of a call, or the path if there is no such call. */
function nameIn(path: string): string {
  return path.replace(/^\/cpay\//, '');
}

/** Closes the connection if the client keeps sending a body that was refused. */
function closeUnlessDone(request: IncomingMessage): void {
  const late = setTimeout(() => request.socket.destroy(), restOfBody);
  for (const event of ['end', 'close']) request.once(event, () => clearTimeout(late));
}

/** Adds one route for all calls of a method. A route per call would take half of the server's start. */
function serve(
  app: FastifyInstance,
  method: 'GET' | 'POST',
  { sandbox, recorder }: Service,
  { index, health }: HostPart,
): void {
  const byPath = new Map<string, Handler>(
    handlers
      .filter(({ endpoint }) => (endpoint.method ?? 'POST') === method)
      .map((handler) => [handler.endpoint.path, handler]),
  );
  app.route<{ Body: Uint8Array | undefined; Params: { path: string } }>({
    method,
    url: '/cpay/:path',
    async handler(request, reply) {
      const handler = byPath.get(request.params.path);
      if (handler === undefined) return reply.callNotFound();
      const endpoint = handler.endpoint.path;
      const body = method === 'GET' ? Buffer.from(JSON.stringify(request.query)) : request.body;
      const id = recorder.begin({
        endpoint,
        method,
        host: index,
        missing: missingOf(request.raw),
        body,
        hostFault: health.fault,
      });
      try {
        if (!(await health.applyFault(reply, sandbox.clock))) return reply;
        const done = handleCall(handler, body, sandbox);
        recorder.answered(id, done);
        const { response, logId, text } = done;
        const { status, internalStatus, fault, proof } = response;
        const diagnosis = proof?.verdict.result === 'wrong' ? inBothLanguages(proof.verdict.diagnosis) : undefined;
        request.log.info({ endpoint, status, internalStatus, logId, fault: fault?.kind, diagnosis }, 'answered');
        return await deliver(text, response, reply, sandbox.clock, health.ending);
      } finally {
        recorder.ended(id);
      }
    },
  });
}
