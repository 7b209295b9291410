import type { KeyObject } from 'node:crypto';
import type { Configuration } from '../models/configuration.ts';
import { type AuthenKeysInput, checkAuthenKeys } from '../signing/keys.ts';
import { BaseClient, type ClientPorts } from './base-client.ts';

/**
 * The connection of one merchant to Cloud Pay: encodes, signs, sends, verifies and decodes single calls. It knows no business operation;
 * `Payments` and its siblings are made on top of it.
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
   * Changes the keys without a restart: calls from now on use these. The configuration keeps what it was made with.
   *
   * @param authenKey one key or a list; the first signs, all verify
   * @throws ConfigurationError naming the field, such as `authenKey[1]`
   * @example client.useAuthenKeys([newKey, oldKey]); // and once no response of the old key is under way: client.useAuthenKeys(newKey)
   */
  useAuthenKeys(authenKey: AuthenKeysInput): void {
    this.#authenKeys = checkAuthenKeys(authenKey);
  }
}
