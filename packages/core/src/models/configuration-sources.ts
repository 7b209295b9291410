import {
  CloudPayConf,
  CommonConf,
  decode,
  type Field,
  FieldError,
  isJsonObject,
  TradeConf,
  unknownFields,
} from '@cloudpay/proto';
import { ConfigurationError } from '../base/errors.ts';
import { decodeText, unwrapText } from '../base/text.ts';
import type { ConfigurationInput } from './configuration.ts';
import { variableOf } from './environment-variable.ts';
import { describeRule } from './field-rule.ts';

/**
 * Reads a `CloudPayConf` as the C SDK takes it: `common_conf` and `trade_conf` in snake_case; camelCase is accepted too.
 * Fields that the schema does not know are left out; empty texts count as absent, as the C SDK's samples have them. `authen_key` may be a
 * list: the first key signs, all verify.
 *
 * @param conf the content of the file, as bytes (UTF-8 or UTF-16) or text; or its JSON, parsed
 * @throws ConfigurationError naming the field whose type is wrong, or `conf` when it is no JSON
 * @example
 * import { readFileSync } from 'node:fs';
 *
 * const configuration = configurationFromConf(readFileSync('cloud_pay_conf.json'));
 */
export function configurationFromConf(conf: unknown): ConfigurationInput {
  try {
    const { rest, authenKeys } = takeKeyList(parsed(conf));
    const { commonConf, tradeConf } = decode(CloudPayConf, withPrefixesAsText(rest), { names: 'either' });
    if (tradeConf === undefined) throw new ConfigurationError('tradeConf', '未填写 (is missing)');
    const { [unknownFields]: _, ...input } = { ...commonConf, ...tradeConf };
    return withoutEmpty({ ...input, ...(authenKeys && { authenKey: authenKeys }) });
  } catch (error) {
    throw error instanceof FieldError ? new ConfigurationError(error.path, describeRule(error)) : error;
  }
}

/**
 * Reads the configuration from environment variables: `CLOUDPAY_` and the field's name, as in `CLOUDPAY_OUT_MCH_ID`, `CLOUDPAY_AUTHEN_KEY`,
 * `CLOUDPAY_MICRO_PAY_QUERY_ORDER_COUNT`; `CLOUDPAY_PRIVATE_KEY` is PEM text, an absolute path or a `file://` URL; `CLOUDPAY_BASE_URLS` separates hosts by
 * commas, and `CLOUDPAY_AUTHEN_KEY` keys, the first of which signs while all verify (a key that has a comma in it is given in code);
 * `CLOUDPAY_TIMEOUT` is in milliseconds. Empty variables count as absent; quotes and white space around a value are taken off.
 *
 * @param env default `process.env`
 * @throws ConfigurationError naming the field whose text is not a number
 */
export function configurationFromEnv(env: Record<string, string | undefined> = process.env): ConfigurationInput {
  // Some readers of .env files keep quotes, and the line ends of Windows.
  const textOf = (wireName: string) => unwrapText(env[variableOf(wireName)] ?? '');
  const input: Record<string, unknown> = {};
  for (const field of [...CommonConf.fields, ...TradeConf.fields]) {
    const text = textOf(field.wireName);
    if (text) input[field.name] = readText(field, text);
  }
  const baseUrls = textOf('base_urls');
  const timeout = textOf('timeout');
  const authenKey = textOf('authen_key');
  return {
    ...(input as Partial<ConfigurationInput> as ConfigurationInput),
    ...(baseUrls && { baseUrls: splitList(baseUrls) }),
    ...(authenKey.includes(',') && { authenKey: splitList(authenKey) }),
    ...(timeout && { timeout: readNumber('timeout', timeout) }),
  };
}

/** `cloud_cashier_id` may be an array here. The schema has it as text. */
function withPrefixesAsText(conf: unknown): unknown {
  if (!isJsonObject(conf)) return conf;
  const entries = Object.entries(conf).map(([name, part]) => [name, isJsonObject(part) ? joined(part) : part]);
  return Object.fromEntries(entries);
}

function joined(part: Record<string, unknown>): Record<string, unknown> {
  const names = ['cloud_cashier_id', 'cloudCashierId'].filter((name) => Array.isArray(part[name]));
  return { ...part, ...Object.fromEntries(names.map((name) => [name, (part[name] as unknown[]).join(',')])) };
}

/** What a file holds. */
function parsed(conf: unknown): unknown {
  const { isUint8Array } = process.getBuiltinModule('node:util/types');
  if (typeof conf !== 'string' && !isUint8Array(conf)) return conf;
  try {
    return JSON.parse(unwrapText(typeof conf === 'string' ? conf : decodeText(conf)));
  } catch {
    // The parser's own message quotes the file, keys included.
    throw new ConfigurationError('conf', '不是 JSON (is not JSON)');
  }
}

/** The schema has one key, as text: a list is taken out before the schema is applied. */
function takeKeyList(conf: unknown): { rest: unknown; authenKeys?: string[] } {
  for (const tradeName of ['trade_conf', 'tradeConf']) {
    for (const keyName of ['authen_key', 'authenKey']) {
      const trade = isJsonObject(conf) ? conf[tradeName] : undefined;
      const keys = isJsonObject(trade) ? trade[keyName] : undefined;
      if (!isJsonObject(conf) || !isJsonObject(trade) || !Array.isArray(keys)) continue;
      const wrong = keys.findIndex((key) => typeof key !== 'string');
      if (wrong >= 0) throw new ConfigurationError(`tradeConf.authenKey[${wrong}]`, '应为文本 (must be text)');
      return { rest: { ...conf, [tradeName]: { ...trade, [keyName]: null } }, authenKeys: keys };
    }
  }
  return { rest: conf };
}

function splitList(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

function withoutEmpty<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== '')) as T;
}

function readText(field: Field, text: string): string | number | boolean {
  if (field.type === 'string') return text;
  if (field.type === 'bool') return text === 'true' || text === '1';
  return readNumber(field.name, text);
}

function readNumber(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new ConfigurationError(name, '应为数字 (must be a number)');
}
