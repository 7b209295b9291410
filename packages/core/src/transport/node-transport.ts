import type { Agent, ClientRequest, RequestOptions } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { AbortRelay } from './abort-relay.ts';
import { aborted, connectionFailure, type FailedExchange } from './http-failure.ts';
import { dropIdleSockets, headerOf, keepSocketAlive } from './node-sockets.ts';
import { readResponse } from './read-response.ts';
import type { HttpRequest, Transport } from './transport.ts';

/** Connecting takes at most so long, in milliseconds, name and TLS included: the next host can be tried while the customer still stands there. */
const connectTimeout = 2_000;

/**
 * One address of a host is tried for so long before the next one, in milliseconds. Node's 250 gives up on connections that shops do make: a
 * first packet that is lost is sent again after a second, and then needs the time of its way. The next address has the rest of
 * {@link connectTimeout}.
 */
const attemptTimeout = 1_300;

/**
 * HTTP over connections of its own, which it keeps open between two customers: a new TLS connection costs several times a call on a kept
 * one. It tells a request that was never written from one that may have arrived. The default of every client.
 *
 * With `NODE_USE_ENV_PROXY=1` it goes through the proxy of `HTTPS_PROXY`, as Node's own clients do (Node 24.5 or later, or 22.21). For any
 * other proxy, for example one that asks for a password from elsewhere, there is `createFetchTransport`.
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
    // Node takes the address of an IPv6 host without its brackets.
    const place = { agent: own.agent, hostname: hostname.replace(/^\[|\]$/g, ''), port, path: pathname, method: 'POST' };
    const target = { ...own, place };
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

/** The connections to one origin, and what makes requests over them. */
interface Origin {
  readonly isTls: boolean;
  readonly agent: Agent;
  /** Read when a request is made: tracing tools replace it. */
  readonly http: { readonly request: (options: RequestOptions) => ClientRequest };
}

/** Where a URL leads, worked out once: there are as many as hosts and endpoints. */
interface Target extends Origin {
  readonly place: RequestOptions;
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
    // Leads to this machine alone, where no proxy is.
    const http = process.getBuiltinModule('node:http');
    return { isTls, http, agent: Object.assign(new http.Agent({ ...options, proxyEnv: undefined }), { keepSocketAlive }) };
  }
  const https = process.getBuiltinModule('node:https');
  const proxyEnv = process.env.NODE_USE_ENV_PROXY === '1' ? process.env : undefined;
  // Said here, certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says.
  const agent = new https.Agent({ ...options, proxyEnv, minVersion: 'TLSv1.2', rejectUnauthorized: true });
  return { isTls, http: https, agent: Object.assign(agent, { keepSocketAlive }) };
}

function exchange(
  { isTls, agent, http, place }: Target,
  { url, body, timeout, signal, onHead }: HttpRequest,
  relay: AbortRelay,
  resolve: (text: string) => void,
  reject: (error: unknown) => void,
): void {
  const outgoing = http.request({
    ...place,
    // A plain object: tools that trace calls add headers to it, and break an array of them.
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'accept-encoding': 'identity',
    },
  });
  // A kept connection would collect a listener with each call, and needs none: once the request has it, it may be written.
  const { reusedSocket } = outgoing;
  let isConnected = false;
  let isOver = false;

  /** Ends the call. Whatever comes later, such as the end of a connection that was destroyed, changes nothing. */
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
    // Its response did not end: whatever still comes on this connection must not be taken for that of another request.
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
    lose(new Error('the host wants to speak another protocol'));
  });
  outgoing.end(body);
}

function timedOut(message: string): Error {
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' });
}
