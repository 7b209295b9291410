import type { KeyObject } from 'node:crypto';
import type { Configuration } from '../models/configuration.ts';
import { BaseClient, type ClientPorts } from './base-client.ts';

/**
 * The connection of one merchant to Cloud Pay: encodes, signs, sends, verifies and decodes single calls. It knows no business operation;
 * `Payments` and its siblings are made on top of it.
 */
export class CloudPayClient extends BaseClient {
  declare readonly configuration: Configuration;

  /** @param configuration from `createConfiguration`; `createClient` does both */
  constructor(configuration: Configuration, ports: ClientPorts) {
    super(configuration, ports);
  }

  protected override get authenKey(): KeyObject {
    return this.configuration.authenKey;
  }
}
