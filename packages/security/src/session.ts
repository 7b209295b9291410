import {
  type Configuration,
  ConfigurationError,
  type ConfigurationInput,
  createConfiguration,
  type ServiceConfiguration,
} from '@cloudpay/core';
import type { Cipher } from './cipher.ts';
import type { ConfigurationFile } from './file/configuration-file.ts';
import { writeConfiguration } from './file/configuration-text.ts';
import { loginError } from './login-error.ts';
import type { Person } from './outcome.ts';
import { type Shop, shopFields } from './shop.ts';

/**
 * A configuration to save. Fields that the login knows may be left out. `baseUrls` and `timeout` apply to the new client only and are not
 * saved: a program sets them at each start.
 */
export type LoginConfiguration = Omit<ConfigurationInput, keyof Shop> & Partial<Shop>;

/** The result of a login that `initialize` needs. It holds secrets, so it is dropped after use. */
export interface Session {
  readonly shop: Shop;
  readonly person: Person;
  readonly cloudCashierId: string | undefined;
  /** The first is the current one. */
  readonly ciphers: readonly Cipher[];
  /** The content of the file. */
  readonly configuration: Configuration | undefined;
}

/**
 * Checks a configuration, adds what the login knows, and writes the encrypted file.
 *
 * @param service hosts and timeout, unless the configuration has its own
 * @throws ConfigurationError naming the field, CloudPayError `NO_CIPHER`; nothing was written
 * @throws ConfigurationFileError `FILE_UNAVAILABLE`; the old file is untouched
 */
export async function saveConfiguration(
  configuration: LoginConfiguration,
  { shop, cloudCashierId, ciphers: [current] }: Session,
  file: ConfigurationFile,
  service: ServiceConfiguration,
): Promise<Configuration> {
  for (const field of shopFields) {
    if (configuration[field] !== undefined && configuration[field] !== shop[field]) {
      throw new ConfigurationError(field, '与登入的门店不符 (is not the shop that was logged in to)');
    }
  }
  const input = { ...withoutUndefined({ cloudCashierId }), ...withoutUndefined(configuration), ...shop } as ConfigurationInput;
  const checked = createConfiguration({ ...service, ...input });
  if (current === undefined) {
    throw loginError('NO_CIPHER', '云支付未下发配置密钥 (the service handed out no key for the configuration)');
  }
  await file.write(writeConfiguration(input, checked), shop, current);
  return checked;
}

/** Removes fields with the value undefined: they would overwrite what the login knows. */
function withoutUndefined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
