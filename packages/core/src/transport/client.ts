import type { KeyObject } from 'node:crypto';
import type { Configuration } from '../models/configuration.ts';
import { type AuthenKeysInput, checkAuthenKeys } from '../signing/keys.ts';
import { BaseClient, type ClientPorts } from './base-client.ts';

/**
 * The connection of one merchant to Cloud Pay. It encodes, signs, sends, verifies and decodes single calls. `Payments`,
 * `Shops` and the other classes use it for their operations.
 */
export class CloudPayClient extends BaseClient {
  declare readonly configuration: Configuration;
  #authenKeys: (() => readonly KeyObject[]) | undefined;

  /** @param configuration from `createConfiguration`; `createClient` does both */
  constructor(configuration: Configuration, ports: ClientPorts) {
    super(configuration, ports);
  }

  protected override get authenKeys(): readonly KeyObject[] {
    return this.#authenKeys?.() ?? this.configuration.authenKeys;
  }

  /**
   * Replaces the keys without a restart. Later calls use the new keys. The configuration object keeps the old ones.
   *
   * @param authenKey one key or a list; the first signs, and responses may verify under any of them
   * @throws ConfigurationError naming the field, for example `authenKey[1]`
   * @example
   * const client = createClient(configurationFromEnv());
   * client.useAuthenKeys(['the new key', 'the old key']);
   * // When no response under the old key is expected any more:
   * client.useAuthenKeys('the new key');
   */
  useAuthenKeys(authenKey: AuthenKeysInput): void {
    this.#authenKeys = checkAuthenKeys(authenKey);
  }
}
