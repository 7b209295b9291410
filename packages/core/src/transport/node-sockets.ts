import type { Agent, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** So much earlier than the server a connection is given up, in milliseconds: a request must not meet the server's closing. */
const margin = 1_000;

/** The longest that a timer of Node runs, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/**
 * Replaces the method of Node's Agent, which starts and stops a timer for each call. {@link keepAsAnnounced} starts one for each connection,
 * which every byte that comes or goes puts off.
 */
export function keepSocketAlive(socket: Socket): true {
  socket.unref();
  return true;
}

/** Closes the connections of an agent that idle. */
export function dropIdleSockets(agent: Agent): void {
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}

/**
 * Has the connection of a response given up before the server gives it up, as the server announced. One that announces nothing keeps it
 * until it closes it. A timeout ends a connection that idles, by Node's Agent, and means nothing to one that serves a call.
 */
export function keepAsAnnounced(incoming: IncomingMessage): void {
  const seconds = announced(incoming.rawHeaders);
  if (seconds === undefined) return;
  const { socket } = incoming;
  const idle = Math.min(seconds * 1_000 - margin, longestTimer);
  if (idle <= 0) incoming.once('end', () => socket.destroy());
  else if (socket.timeout !== idle) socket.setTimeout(idle);
}

/** The seconds of a header `Keep-Alive: timeout=5`. */
function announced(rawHeaders: readonly string[]): number | undefined {
  const seconds = /^timeout=(\d+)/.exec(headerOf(rawHeaders, 'keep-alive') ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** One header. `incoming.headers` would make an object of all of them. */
export function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const key = rawHeaders[index] as string;
    if (key.length === name.length && key.toLowerCase() === name) return rawHeaders[index + 1];
  }
  return undefined;
}
