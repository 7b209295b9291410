import { type ConfigurationInput, createConfiguration } from '../models/configuration.ts';
import type { ClientPorts } from './base-client.ts';
import { CloudPayClient } from './client.ts';
import { createNodeTransport } from './node-transport.ts';
import type { Transport } from './transport.ts';

/** The parts of the world that a client touches, each with a default. */
export interface ClientOptions extends Partial<ClientPorts> {
  /** What requests leave by. Default `createNodeTransport()`; for a proxy, a private CA or another runtime `createFetchTransport(fetch)`. */
  readonly transport?: Transport;
}

/**
 * Connects one merchant to Cloud Pay: for several concerns that share a connection, as in `new Payments(client)` and `new Shops(client)`.
 *
 * @param options the merchant's configuration, and the parts of the world that a caller replaces
 * @throws ConfigurationError naming the field
 */
export function createClient(options: ConfigurationInput & ClientOptions): CloudPayClient {
  const { transport = createNodeTransport(), clock, random, onEvent, ...configuration } = options;
  return new CloudPayClient(createConfiguration(configuration), { transport, clock, random, onEvent });
}
