import type { Agent, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * A kept connection is closed this much earlier than the server would close it, in milliseconds. Otherwise a request could
 * be sent just as the server closes.
 */
const margin = 1_000;

/** The longest time of a timer in Node, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/**
 * Replaces a method of Node's Agent that starts and stops a timer for each call. {@link applyKeepAlive} starts one timer
 * for each connection; each byte sent or received restarts it.
 */
export function keepSocketAlive(socket: Socket): true {
  socket.unref();
  return true;
}

/** Closes all idle connections of an agent. */
export function dropIdleSockets(agent: Agent): void {
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}

/**
 * Sets the idle timeout of a connection to a little less than the server announced. Without an announcement the connection
 * stays open until the server closes it. Node's Agent applies the timeout only to idle connections.
 */
export function applyKeepAlive(incoming: IncomingMessage): void {
  const seconds = keepAliveSeconds(incoming.rawHeaders);
  if (seconds === undefined) return;
  const { socket } = incoming;
  const idle = Math.min(seconds * 1_000 - margin, longestTimer);
  if (idle <= 0) incoming.once('end', () => socket.destroy());
  else if (socket.timeout !== idle) socket.setTimeout(idle);
}

/** Reads the seconds from a header such as `Keep-Alive: timeout=5`. */
function keepAliveSeconds(rawHeaders: readonly string[]): number | undefined {
  const seconds = /^timeout=(\d+)/.exec(headerOf(rawHeaders, 'keep-alive') ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** Reads one header. `incoming.headers` would build an object of all headers. */
export function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const key = rawHeaders[index] as string;
    if (key.length === name.length && key.toLowerCase() === name) return rawHeaders[index + 1];
  }
  return undefined;
}
