import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { Cutoff } from './cutoff.ts';
import type { NeverSent } from './http-failure.ts';
import { keepAsAnnounced, keepSocketAlive } from './keep-alive-socket.ts';

/** What is posted. */
export interface Sending {
  readonly body: string;
  /** Ends it, however far it has come. */
  readonly cutoff: Cutoff;
}

/** A `fetch` over connections of its own, which it keeps open. It posts JSON and reads text, and that alone. */
export interface KeepAliveFetch {
  (request: Pick<Request, 'url'>, init: { readonly sending: Sending }): Promise<TextResponse>;
  /** Closes the connections; calls under way fail. */
  close(): void;
}

/** The longest response that is read: a page of 1,000 shops stays far below it. */
const maxResponseBytes = 16 * 1024 * 1024;

/** As much of a Response as ky and we look at. A real one would wrap the text in a stream, for us to unwrap it again. */
class TextResponse {
  readonly type = 'default';
  readonly status: number;
  readonly #text: string;

  constructor(status: number, text: string) {
    this.status = status;
    this.#text = text;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  async text(): Promise<string> {
    return this.#text;
  }

  /** By this ky knows a Response that is not the platform's own. */
  get [Symbol.toStringTag](): string {
    return 'Response';
  }
}

/**
 * A `fetch` that serves a till better than the global one: it keeps connections between two customers (the global one closes them after
 * 4 s of silence, and a new TLS connection costs several times a call on a kept one), it tells a request that was never written from
 * one that may have arrived, and it costs less than half.
 */
export function createKeepAliveFetch(): KeepAliveFetch {
  const options = { keepAlive: true, maxFreeSockets: 64, scheduling: 'lifo' } as const;
  const http = Object.assign(new HttpAgent(options), { keepSocketAlive });
  // Said here, certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says.
  const https = Object.assign(new HttpsAgent({ ...options, minVersion: 'TLSv1.2', rejectUnauthorized: true }), {
    keepSocketAlive,
  });
  const targets = new Map<string, Target>();

  const fetch = (
    { url }: Pick<Request, 'url'>,
    { sending: { body, cutoff } }: { readonly sending: Sending },
  ): Promise<TextResponse> => {
    let target = targets.get(url);
    if (target === undefined) {
      target = targetOf(url);
      targets.set(url, target);
    }
    const { isTls, headers, ...place } = target;
    return new Promise((resolve, reject) => {
      if (cutoff.isCut) return reject(notConnected('stopped before it was sent'));
      const outgoing = (isTls ? httpsRequest : httpRequest)({
        ...place,
        agent: isTls ? https : http,
        method: 'POST',
        headers: [...headers, 'content-length', Buffer.byteLength(body)],
      } as RequestOptions);
      // A kept connection would collect a listener with each call, and needs none: once the request has it, it may be written.
      let connected = false;
      const { reusedSocket } = outgoing;
      if (!reusedSocket) {
        outgoing.once('socket', (socket) => {
          connected = !socket.connecting;
          if (connected) return;
          socket.once(isTls ? 'secureConnect' : 'connect', () => {
            connected = true;
          });
        });
      }
      outgoing.on('error', (cause) => {
        const mayBeWritten = connected || (reusedSocket && outgoing.socket !== null);
        reject(mayBeWritten ? cause : notConnected('not connected', cause));
      });
      outgoing.on('response', (incoming) => readText(incoming, resolve, reject));
      outgoing.on('upgrade', (_, socket) => {
        socket.destroy();
        reject(new Error('the host wants to speak another protocol'));
      });
      cutoff.onCut((cause) => outgoing.destroy(new Error('stopped', { cause })));
      outgoing.end(body);
    });
  };
  return Object.assign(fetch, {
    close() {
      http.destroy();
      https.destroy();
    },
  });
}

function notConnected(message: string, cause?: unknown): Error & NeverSent {
  return Object.assign(new Error(message, { cause }), { neverSent: true } as const);
}

/** Where a URL leads, worked out once: there are as many as hosts and endpoints. */
interface Target {
  readonly isTls: boolean;
  readonly hostname: string | null | undefined;
  readonly port: string | number | null | undefined;
  readonly path: string | null | undefined;
  /** Names and values in turn, which Node writes as they are. */
  readonly headers: readonly string[];
}

function targetOf(url: string): Target {
  const parsed = new URL(url);
  const { hostname, port, path } = urlToHttpOptions(parsed);
  const headers = ['host', parsed.host, 'content-type', 'application/json; charset=utf-8', 'connection', 'keep-alive'];
  return { isTls: parsed.protocol === 'https:', hostname, port, path, headers };
}

/** Reads the response to its end. The status says nothing: the body alone counts. */
function readText(incoming: IncomingMessage, resolve: (response: TextResponse) => void, reject: (error: Error) => void): void {
  keepAsAnnounced(incoming);
  const chunks: Buffer[] = [];
  let length = 0;
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.byteLength;
    if (length > maxResponseBytes) incoming.destroy(new Error(`the response is longer than ${maxResponseBytes} bytes`));
    else chunks.push(chunk);
  });
  incoming.on('end', () => {
    const [first] = chunks;
    const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    resolve(new TextResponse(incoming.statusCode ?? 0, decodeUtf8(bytes)));
  });
  incoming.on('error', reject);
  // A response that is cut short closes without an end.
  incoming.on('close', () => {
    // Every response closes, and an Error that nobody sees is dear: its stack costs a fifth of the call.
    if (!incoming.readableEnded) reject(new Error('the connection closed in the middle of the response'));
  });
}

const byteOrderMark = '\uFEFF';

function decodeUtf8(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}
