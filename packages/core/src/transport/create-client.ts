import { type ConfigurationInput, createConfiguration } from '../models/configuration.ts';
import type { ClientPorts } from './base-client.ts';
import { CloudPayClient } from './client.ts';
import { createNodeTransport } from './node-transport.ts';
import type { Transport } from './transport.ts';

/** What a client needs from outside. Each part has a default. */
export interface ClientOptions extends Partial<ClientPorts> {
  /**
   * Sends the requests. Default: `createNodeTransport()`. Use `createFetchTransport(fetch)` for a proxy, a private CA or
   * another runtime.
   */
  readonly transport?: Transport;
}

/**
 * Connects one merchant to Cloud Pay. Use it when several classes share a connection, as in `new Payments(client)` and `new
 * Shops(client)`.
 *
 * @param options the merchant's configuration, and replacements for transport, clock, random numbers and the event listener
 * @returns the client; close it when it is no longer needed
 * @throws ConfigurationError naming the field
 * @example
 * const client = createClient(configurationFromEnv());
 * const payments = new Payments(client);
 * const shops = new Shops(client);
 */
export function createClient(options: ConfigurationInput & ClientOptions): CloudPayClient {
  const { transport = createNodeTransport(), clock, random, onEvent, ...configuration } = options;
  return new CloudPayClient(createConfiguration(configuration), { transport, clock, random, onEvent });
}
