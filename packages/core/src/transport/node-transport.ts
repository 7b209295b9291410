import type { Agent, ClientRequest, RequestOptions } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { AbortRelay } from './abort-relay.ts';
import { aborted, connectionFailure, type FailedExchange } from './http-failure.ts';
import { dropIdleSockets, headerOf, keepSocketAlive } from './node-sockets.ts';
import { readResponse } from './read-response.ts';
import type { HttpRequest, Transport } from './transport.ts';

/**
 * Time limit for connecting, including name lookup and TLS, in milliseconds. It is short, so that the next host can be
 * tried while the customer waits.
 */
const connectTimeout = 2_000;

/**
 * One address of a host is tried for so long before the next one, in milliseconds. Node's 250 gives up on connections that shops do make: a
 * first packet that is lost is sent again after a second, and then needs the time of its way. The next address has the rest of
 * {@link connectTimeout}.
 */
const attemptTimeout = 1_300;

/**
 * Sends requests over connections that stay open between two customers: a new TLS connection costs several times as much as
 * a call. It tells apart requests that were never written and requests that may have arrived. It is the default of every
 * client.
 *
 * With `NODE_USE_ENV_PROXY=1` it uses the proxy of `HTTPS_PROXY`, as Node's own clients do (Node 24.5 or later, or 22.21).
 * For any other proxy use `createFetchTransport`.
 *
 * @returns a transport; the last client that uses it closes it
 * @example
 * const transport = createNodeTransport();
 * const payments = new Payments({ ...configurationFromEnv(), transport });
 */
export function createNodeTransport(): Transport {
  const origins = new Map<string, Origin>();
  const targets = new Map<string, Target>();
  const relay = new AbortRelay();

  function targetOf(url: string): Target {
    const known = targets.get(url);
    if (known !== undefined) return known;
    const { origin, protocol, hostname, port, pathname } = new URL(url);
    if (!origins.has(origin)) origins.set(origin, openOrigin(protocol === 'https:'));
    const own = origins.get(origin) as Origin;
    // Node expects an IPv6 address without brackets.
    const options = { agent: own.agent, hostname: hostname.replace(/^\[|\]$/g, ''), port, path: pathname, method: 'POST' };
    const target = { ...own, options };
    targets.set(url, target);
    return target;
  }

  return {
    post: (request) =>
      request.signal?.aborted
        ? Promise.reject(aborted('failed', request.signal.reason))
        : new Promise((resolve, reject) => exchange(targetOf(request.url), request, relay, resolve, reject)),
    close() {
      for (const { agent } of origins.values()) agent.destroy();
    },
  };
}

/** The connections to one origin, and the module that sends requests over them. */
interface Origin {
  readonly isTls: boolean;
  readonly agent: Agent;
  /** The property is read at each request, because tracing tools replace it. */
  readonly http: { readonly request: (options: RequestOptions) => ClientRequest };
}

/** The parts of a URL, parsed once for each host and endpoint. */
interface Target extends Origin {
  readonly options: RequestOptions;
}

function openOrigin(isTls: boolean): Origin {
  const options = {
    keepAlive: true,
    maxFreeSockets: 64,
    scheduling: 'lifo',
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: attemptTimeout,
  } as const;
  if (!isTls) {
    // Plain HTTP is allowed only to this machine, so it uses no proxy.
    const http = process.getBuiltinModule('node:http');
    return { isTls, http, agent: Object.assign(new http.Agent({ ...options, proxyEnv: undefined }), { keepSocketAlive }) };
  }
  const https = process.getBuiltinModule('node:https');
  const proxyEnv = process.env.NODE_USE_ENV_PROXY === '1' ? process.env : undefined;
  // Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn the check off.
  const agent = new https.Agent({ ...options, proxyEnv, minVersion: 'TLSv1.2', rejectUnauthorized: true });
  return { isTls, http: https, agent: Object.assign(agent, { keepSocketAlive }) };
}

function exchange(
  { isTls, agent, http, options }: Target,
  { url, body, timeout, signal, onHead }: HttpRequest,
  relay: AbortRelay,
  resolve: (text: string) => void,
  reject: (error: unknown) => void,
): void {
  const outgoing = http.request({
    ...options,
    // A plain object: tracing tools add headers to it, and they break an array.
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'accept-encoding': 'identity',
    },
  });
  // On a reused connection no connect listeners are needed: the request may be written at once.
  const { reusedSocket } = outgoing;
  let isConnected = false;
  let isOver = false;

  /** Ends the call. Later events change nothing, for example the close of a destroyed connection. */
  function end(): boolean {
    if (isOver) return false;
    isOver = true;
    clearTimeout(deadline);
    clearTimeout(connecting);
    if (signal !== undefined) relay.leave(signal, stop);
    return true;
  }
  function fail(cause: unknown, reason: FailedExchange['reason']): void {
    if (!end()) return;
    const neverSent = reusedSocket ? outgoing.socket === null : !isConnected;
    // Close the connection, or the rest of this response could be read as the response to another request.
    outgoing.destroy();
    if (reason === 'timeout' && !neverSent) dropIdleSockets(agent);
    reject(
      reason === 'aborted'
        ? aborted(neverSent ? 'failed' : 'unknown', signal?.reason)
        : connectionFailure({ url, cause, neverSent, reason }),
    );
  }
  const stop = () => fail(undefined, 'aborted');
  const lose = (cause: unknown) => fail(cause, 'lost');
  const deadline = setTimeout(() => fail(timedOut('no response'), 'timeout'), timeout);
  const connecting = reusedSocket ? undefined : setTimeout(() => fail(timedOut('no connection'), 'timeout'), connectTimeout);
  if (signal !== undefined) relay.follow(signal, stop);

  if (!reusedSocket) {
    const connected = () => {
      isConnected = true;
      clearTimeout(connecting);
    };
    outgoing.once('socket', (socket) => {
      const isReady = isTls ? !(socket as TLSSocket & { secureConnecting?: boolean }).secureConnecting : !socket.connecting;
      if (isReady) connected();
      else socket.once(isTls ? 'secureConnect' : 'connect', connected);
    });
  }
  outgoing.on('error', lose);
  outgoing.on('response', (incoming) => {
    const { statusCode = 0, rawHeaders } = incoming;
    if (statusCode !== 200) onHead?.({ status: statusCode, location: headerOf(rawHeaders, 'location') });
    readResponse(incoming, (text) => end() && resolve(text), lose);
  });
  outgoing.on('upgrade', (_, socket) => {
    socket.destroy();
    lose(new Error('the host wants to switch to another protocol'));
  });
  outgoing.end(body);
}

function timedOut(message: string): Error {
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' });
}
