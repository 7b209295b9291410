import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A real server on this machine. It ends with the test. */
export interface Loopback {
  readonly port: number;
  /** The connections to it, in order. */
  readonly connections: readonly Socket[];
}

/** A request as the server received it. */
export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server of HTTP or HTTPS. */
export interface HttpLoopback extends Loopback {
  readonly url: string;
  readonly received: readonly Received[];
  /** Closes the idle connections. */
  closeIdleConnections(): void;
}

/** Answers a request. An empty function leaves the client waiting. */
export type Respond = (response: ServerResponse, received: Received) => void;

export const respondOk: Respond = (response) => response.end('ok');

/** Longer than any test, so that the server closes no connection by itself. */
const keepAliveTimeout = 60_000;

export async function serveHttp(response: Respond = respondOk): Promise<HttpLoopback> {
  const received: Received[] = [];
  const server = createHttpServer({ keepAliveTimeout }, receiver(received, response));
  const loopback = await listen(server);
  const closeIdleConnections = () => server.closeIdleConnections();
  return { ...loopback, url: `http://127.0.0.1:${loopback.port}/`, received, closeIdleConnections };
}

export async function serveHttps(options: ServerOptions, response: Respond = respondOk): Promise<HttpLoopback> {
  const received: Received[] = [];
  const server = createHttpsServer({ keepAliveTimeout, ...options }, receiver(received, response));
  // A client that refuses the certificate closes the connection.
  server.on('tlsClientError', () => undefined);
  const loopback = await listen(server);
  const closeIdleConnections = () => server.closeIdleConnections();
  return { ...loopback, url: `https://127.0.0.1:${loopback.port}/`, received, closeIdleConnections };
}

/** A server on plain TCP. */
export async function serveTcp(onConnection: (socket: Socket) => void): Promise<Loopback & { readonly url: string }> {
  const loopback = await listen(createTcpServer(onConnection));
  return { ...loopback, url: `http://127.0.0.1:${loopback.port}/` };
}

/** A server that reads a request and then writes these bytes. The connection stays open or ends. */
export function serveBytes(bytes: string | Buffer, then: 'ends' | 'stays open' = 'ends') {
  return serveTcp((socket) => {
    socket.once('data', () => {
      socket.write(bytes);
      if (then === 'ends') socket.end();
    });
  });
}

/** The URL of a port where no server listens. */
export async function refusedUrl(host = '127.0.0.1'): Promise<string> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://${host}:${port}/`;
}

/**
 * Resolves with the next message of a channel of `node:diagnostics_channel`. Node publishes the events of its HTTP client
 * there.
 */
export function nextOn<Message>(channel: string): Promise<Message> {
  return new Promise((resolve) => {
    const listener = (message: unknown) => {
      unsubscribe(channel, listener);
      resolve(message as Message);
    };
    subscribe(channel, listener);
    onTestFinished(() => void unsubscribe(channel, listener));
  });
}

function receiver(received: Received[], respond: Respond) {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
    received.push(one);
    respond(response, one);
  };
}

async function listen(server: Server): Promise<Loopback> {
  const connections: Socket[] = [];
  server.on('connection', (socket) => {
    connections.push(socket);
    // Clients may close the connection at any time.
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections };
}
