import type { KeyObject } from 'node:crypto';
import { type Configuration, ConfigurationError, type ConfigurationInput, configurationFromConf } from '@cloudpay/core';
import { CloudPayConf, CommonConf, encode, type TradeConf, unknownFields } from '@cloudpay/proto';

/**
 * Writes the text to encrypt: a `CloudPayConf` as JSON in snake_case, the format of the C SDK.
 *
 * @param input the caller's input; it is written without added defaults
 * @param checked the same configuration, with its keys imported
 * @throws ConfigurationError when the authentication key is not text, or the service provider's key is there
 */
export function writeConfiguration(input: ConfigurationInput, checked: Configuration): string {
  // A configuration that was checked before brings its list of keys.
  const {
    authenKey,
    authenKeys,
    privateKey,
    providerAuthenKey,
    baseUrls,
    timeout,
    [unknownFields]: _,
    ...fields
  } = input as ConfigurationInput & Partial<Configuration>;
  if (providerAuthenKey !== undefined) {
    throw new ConfigurationError(
      'providerAuthenKey',
      '不得存放在收银机上 (must not be kept on a till: it is for servers that receive callbacks)',
    );
  }
  const entries = Object.entries(fields);
  const commonConf = Object.fromEntries(entries.filter(([name]) => CommonConf.fieldByName(name) !== undefined));
  const tradeConf = {
    ...Object.fromEntries(entries.filter(([name]) => CommonConf.fieldByName(name) === undefined)),
    ...(checked.cloudCashierId && { cloudCashierId: checked.cloudCashierId.join(',') }),
    authenKey: '',
    ...(checked.privateKey !== undefined && { privateKey: checked.privateKey.export({ type: 'pkcs8', format: 'pem' }) }),
  } as TradeConf;
  const conf = encode(CloudPayConf, { commonConf, tradeConf }) as { trade_conf: Record<string, unknown> };
  const keys = checked.authenKeys.map(textOf);
  conf.trade_conf.authen_key = keys.length === 1 ? keys[0] : keys;
  return JSON.stringify(conf);
}

/**
 * Reads the text of {@link writeConfiguration}.
 *
 * @throws ConfigurationError when it is not such a text
 */
export function readConfiguration(text: string): ConfigurationInput {
  return configurationFromConf(parse(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the text, with its keys.
    throw new ConfigurationError('configuration', '加密的内容不是配置 (what was encrypted is no configuration)');
  }
}

function textOf(authenKey: KeyObject): string {
  const bytes = authenKey.export();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ConfigurationError('authenKey', '须为文本才能保存 (must be text to be kept)');
  } finally {
    bytes.fill(0);
  }
}
