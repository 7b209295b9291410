import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What happens to the next statement. */
type Cut = 'answer' | 'question' | undefined;

/** Stands between a journal and its server, and cuts connections. */
export async function startProxy(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let cut: Cut;
  let cuts = 0;
  let isSilent = false;
  const listening = createServer((client) => {
    const server = connect(Number(port), hostname);
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    const pass = (from: Socket, to: Socket, direction: Cut) =>
      from.on('data', (chunk) => {
        if (isSilent) return;
        if (cut === direction) {
          cut = undefined;
          cuts += 1;
          return end();
        }
        to.write(chunk);
      });
    pass(client, server, 'question');
    // The server answers when it has committed.
    pass(server, client, 'answer');
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  const through = new URL(url);
  through.port = String((listening.address() as { port: number }).port);
  return {
    url: through.href,
    /** How many connections were cut. */
    cuts: () => cuts,
    /** Cuts the connection that the next question, or answer, comes over. */
    cutNext(direction: 'question' | 'answer') {
      cut = direction;
    },
    /** Swallows everything, and closes nothing. */
    silence(silent: boolean) {
      isSilent = silent;
    },
  };
}
