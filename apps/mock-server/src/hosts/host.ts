import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Health, HostFaultKind } from './health.ts';

/** How one host is, as tests want to see it. */
export interface HostState {
  /** Such as `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly fault: HostFaultKind;
}

/** One address at which the service listens. */
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

  /** @param port 0 picks a free one */
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
   * Fails, or is healed. Resolves when connections are refused, or taken again.
   *
   * @param delay how late a slow host is, in milliseconds
   * @throws Error when someone else has taken the port of a host that was down
   */
  async fail(fault: HostFaultKind, delay?: number): Promise<void> {
    const { server } = this.#app;
    if (fault !== 'down' && !server.listening) await listenAgain(server, this.#listensAt);
    this.#health.change(fault, delay);
    if (fault === 'down' && server.listening) await stopListening(server);
  }

  /**
   * Takes no more connections, and closes those that are there.
   *
   * @param within how long calls under way may take to end, in milliseconds
   */
  async close(within: number): Promise<void> {
    const { server } = this.#app;
    this.#health.end();
    // Fastify would come to this only some turns later, and take calls until then.
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

/** A wildcard address is reached by the loopback one. */
function urlOf({ address, family, port }: AddressInfo): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[address] ?? (family === 'IPv6' ? `[${address}]` : address);
  return `http://${reachable}:${port}`;
}
