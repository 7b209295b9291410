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
 * A configuration to keep: what the login knows already may be left out. `baseUrls` and `timeout` hold for the client that is made, and are
 * not kept: a program says them at each start.
 */
export type LoginConfiguration = Omit<ConfigurationInput, keyof Shop> & Partial<Shop>;

/** What a permitted login leaves for `initialize`. It holds secrets: it is forgotten as soon as it was used. */
export interface Session {
  readonly shop: Shop;
  readonly person: Person;
  readonly cloudCashierId: string | undefined;
  /** The first is the current one. */
  readonly ciphers: readonly Cipher[];
  /** What the file held. */
  readonly configuration: Configuration | undefined;
}

/**
 * Checks a configuration, adds what the login knows, and writes the encrypted file.
 *
 * @param service where the service is, unless the configuration says otherwise
 * @throws ConfigurationError naming the field, CloudPayError `NO_CIPHER`; nothing was written
 * @throws ConfigurationFileError `FILE_UNAVAILABLE`; the old file is untouched
 */
export async function keepConfiguration(
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
  const input = { ...defined({ cloudCashierId }), ...defined(configuration), ...shop } as ConfigurationInput;
  const checked = createConfiguration({ ...service, ...input });
  if (current === undefined) {
    throw loginError('NO_CIPHER', '云支付未下发配置密钥 (the service handed out no key for the configuration)');
  }
  await file.write(writeConfiguration(input, checked), shop, current);
  return checked;
}

/** Without the fields that are spelt out as undefined, which would hide what the login knows. */
function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
