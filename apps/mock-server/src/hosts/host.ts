import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Health, HostFaultKind } from './health.ts';

/** A host in the state. */
export interface HostState {
  /** For example `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly fault: HostFaultKind;
}

/** One address of the service. */
export class Host {
  readonly #app: FastifyInstance;
  readonly #health: Health;
  #listensAt: { readonly host: string; readonly port: number } = { host: '', port: 0 };
  #url = '';

  constructor(app: FastifyInstance, health: Health) {
    this.#app = app;
    this.#health = health;
  }

  get url(): string {
    return this.#url;
  }

  /** @param port 0 chooses a free port */
  async listen(host: string, port: number): Promise<void> {
    await this.#app.listen({ host, port });
    const address = this.#app.server.address() as AddressInfo;
    this.#listensAt = { host, port: address.port };
    this.#url = urlOf(address);
  }

  state(): HostState {
    return { url: this.#url, fault: this.#health.fault };
  }

  /**
   * Makes the host fail, or repairs it. Resolves when connections are refused, or accepted again.
   *
   * @param delay of a slow host, in milliseconds
   * @throws Error if another program has taken the port of a host that was down
   */
  async fail(fault: HostFaultKind, delay?: number): Promise<void> {
    const { server } = this.#app;
    if (fault !== 'down' && !server.listening) await listenAgain(server, this.#listensAt);
    this.#health.change(fault, delay);
    if (fault === 'down' && server.listening) await stopListening(server);
  }

  /**
   * Stops accepting connections, and closes the open ones.
   *
   * @param within time for running calls to end, in milliseconds
   */
  async close(within: number): Promise<void> {
    const { server } = this.#app;
    this.#health.end();
    // Closed here, because Fastify closes it some event loop turns later and accepts calls until then.
    server.close();
    const cut = setTimeout(() => server.closeAllConnections(), within);
    if (within === 0) server.closeAllConnections();
    await this.#app.close();
    clearTimeout(cut);
  }
}

type Server = FastifyInstance['server'];

function stopListening(server: Server): Promise<void> {
  return new Promise((closed) => {
    server.close(() => closed());
    server.closeAllConnections();
  });
}

function listenAgain(server: Server, address: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(address, () => {
      server.off('error', failed);
      listening();
    });
  });
}

/** A server on a wildcard address is reached at the loopback address. */
function urlOf({ address, family, port }: AddressInfo): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[address] ?? (family === 'IPv6' ? `[${address}]` : address);
  return `http://${reachable}:${port}`;
}
