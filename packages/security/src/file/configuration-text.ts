import type { KeyObject } from 'node:crypto';
import { type Configuration, ConfigurationError, type ConfigurationInput, configurationFromConf } from '@cloudpay/core';
import { CloudPayConf, CommonConf, encode, type TradeConf, unknownFields } from '@cloudpay/proto';

/**
 * The text that is encrypted: a `CloudPayConf` as JSON, in snake_case, as the C SDK takes it.
 *
 * @param input what the caller gave; defaults that it left out stay out
 * @param checked the same, with its keys imported
 * @throws ConfigurationError when the authentication key is not text
 */
export function writeConfiguration(input: ConfigurationInput, checked: Configuration): string {
  // A configuration that was checked before brings its list of keys.
  const {
    authenKey,
    authenKeys,
    privateKey,
    baseUrls,
    timeout,
    [unknownFields]: _,
    ...fields
  } = input as ConfigurationInput & Partial<Configuration>;
  const entries = Object.entries(fields);
  const commonConf = Object.fromEntries(entries.filter(([name]) => CommonConf.fieldByName(name) !== undefined));
  const tradeConf = {
    ...Object.fromEntries(entries.filter(([name]) => CommonConf.fieldByName(name) === undefined)),
    authenKey: '',
    ...(checked.privateKey !== undefined && { privateKey: checked.privateKey.export({ type: 'pkcs8', format: 'pem' }) }),
  } as TradeConf;
  const conf = encode(CloudPayConf, { commonConf, tradeConf }) as { trade_conf: Record<string, unknown> };
  const keys = checked.authenKeys.map(textOf);
  conf.trade_conf.authen_key = keys.length === 1 ? keys[0] : keys;
  return JSON.stringify(conf);
}

/**
 * Reads what {@link writeConfiguration} wrote.
 *
 * @throws ConfigurationError when it is something else
 */
export function readConfiguration(text: string): ConfigurationInput {
  return configurationFromConf(parse(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, keys included.
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
