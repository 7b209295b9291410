import type { KeyObject } from 'node:crypto';
import {
  AuthenType,
  CommonConf,
  encode,
  FieldError,
  SignType,
  TerminalType,
  TradeConf,
  unknownFields,
  validate,
} from '@cloudpay/proto';
import { ConfigurationError } from '../base/errors.ts';
import { type AuthenKeysInput, checkAuthenKeys, importAuthenKey } from '../signing/keys.ts';
import { importPrivateKey, type KeyInput } from '../signing/rsa-keys.ts';
import { exchangeTimeoutRule, isExchangeTimeout } from './check-timeout.ts';
import { variableOf } from './environment-variable.ts';
import { describeRule } from './field-rule.ts';
import { prefixesOf } from './prefix.ts';

/** The four public hosts, which serve the same service; the first is the main one. */
export const publicBaseUrls = [
  'https://pay.qcloud.com',
  'https://sz.pay.qcloud.com',
  'https://sh.pay.qcloud.com',
  'https://tj.pay.qcloud.com',
] as const;

/** One call gives up after this time unless configured, in milliseconds. */
export const defaultTimeout = 5_000;

type Keys = 'authenKey' | 'privateKey' | 'providerAuthenKey';

/**
 * What a merchant configures: the C SDK's `CloudPayConf`, flat, with keys in any form that people have them, and where the service is.
 * It is read once and never changed.
 */
export interface ConfigurationInput extends Omit<TradeConf, Keys | 'cloudCashierId'>, CommonConf {
  /**
   * 认证密钥 the merchant's `authen_key`; text counts as its UTF-8 bytes, without white space and quotes around it. While it is being changed a list:
   * the first signs, all verify.
   */
  authenKey: AuthenKeysInput;
  /** 私钥 RSA private key for signed refunds: PEM text (PKCS#1 or PKCS#8) or base64, bytes, a path or `file://` URL, or a KeyObject. */
  privateKey?: KeyInput;
  /**
   * 服务商认证密钥 the service provider's `authen_key`, which signs callbacks. For servers that receive callbacks, never for tills.
   */
  providerAuthenKey?: string | Uint8Array | KeyObject;
  /**
   * 云支付订单前缀 what the merchant's order and refund numbers begin with: one, or several, as an array or separated by commas. The first
   * makes new numbers; all of them are the merchant's own.
   */
  cloudCashierId?: string | readonly string[];
  /** 服务地址 hosts in the order of preference. Default: {@link publicBaseUrls}. HTTPS, except for loopback addresses (the sandbox). */
  baseUrls?: readonly string[];
  /** Milliseconds until one call gives up, at most 30,000. Default 5,000. */
  timeout?: number;
}

/** Where the service is, and how it is called: all that a client needs before it has a merchant. */
export interface ServiceConfiguration extends Readonly<Pick<CommonConf, 'proberDns'>> {
  readonly baseUrls: readonly string[];
  /** Milliseconds until one call gives up. */
  readonly timeout: number;
}

/** A configuration that has been checked, its keys imported (`authenKey` when it is first read). `console.log` shows no key. */
export interface Configuration extends Readonly<Omit<ConfigurationInput, Keys>> {
  /** The key that signs. */
  readonly authenKey: KeyObject;
  /** The keys that verify; the first is `authenKey`. */
  readonly authenKeys: readonly [KeyObject, ...KeyObject[]];
  readonly privateKey?: KeyObject;
  readonly providerAuthenKey?: KeyObject;
  readonly cloudCashierId?: readonly string[];
  readonly baseUrls: readonly string[];
  readonly timeout: number;
  readonly terminalType: TerminalType;
}

/**
 * Checks a configuration and imports its keys.
 *
 * @throws ConfigurationError naming the field
 * @example createConfiguration({ outMchId, outSubMchId, outShopId, deviceId: '824', authenKey })
 */
export function createConfiguration(input: ConfigurationInput): Configuration {
  // What a decoded message carries of a newer schema was never checked, and may be a key.
  const {
    authenKey,
    authenKeys,
    privateKey,
    providerAuthenKey,
    cloudCashierId,
    baseUrls,
    timeout,
    [unknownFields]: _,
    ...fields
  } = input as ConfigurationInput & Partial<Configuration>;
  checkMissing({ ...fields, authenKey });
  checkFields(fields);
  // A configuration that is checked once more brings its list beside its first key.
  const importedKeys = checkAuthenKeys(authenKeys?.[0] === authenKey ? authenKeys : authenKey);
  const service = createServiceConfiguration({ baseUrls, timeout });
  return Object.freeze({
    ...fields,
    terminalType: fields.terminalType ?? terminalTypeOf(process.platform),
    get authenKey() {
      return importedKeys()[0];
    },
    get authenKeys() {
      return importedKeys();
    },
    ...(privateKey !== undefined && { privateKey: importPrivateKey(privateKey) }),
    ...(providerAuthenKey !== undefined && { providerAuthenKey: importAuthenKey(providerAuthenKey, 'providerAuthenKey') }),
    ...(cloudCashierId !== undefined && { cloudCashierId: prefixesOf(cloudCashierId) }),
    ...service,
  });
}

/**
 * Checks where the service is, for a client without a merchant.
 *
 * @param input as in {@link ConfigurationInput}, with the same defaults
 * @throws ConfigurationError naming the field
 */
export function createServiceConfiguration(input: Partial<ServiceConfiguration>): ServiceConfiguration {
  const { baseUrls = publicBaseUrls, timeout = defaultTimeout, proberDns } = input;
  if (!isExchangeTimeout(timeout)) throw new ConfigurationError('timeout', exchangeTimeoutRule);
  return Object.freeze({ baseUrls: checkBaseUrls(baseUrls), timeout, ...(proberDns !== undefined && { proberDns }) });
}

/** Names all required fields that are missing at once, with the variables in which most people have them, or think so. */
function checkMissing(fields: Partial<Record<keyof TradeConf, unknown>>): void {
  const missing = TradeConf.fields.filter(
    ({ name, required }) => required && [undefined, null, ''].includes(fields[name as keyof TradeConf] as string),
  );
  const [first, ...others] = missing.map(({ name }) => name);
  if (first === undefined) return;
  const variables = missing.map(({ wireName }) => variableOf(wireName)).join(', ');
  throw new ConfigurationError(
    [first, ...others],
    `未填写；环境变量是 ${variables} (missing; environment variables: ${variables})`,
  );
}

/** The schema says which fields there are, of what type, and within which limits. */
function checkFields(fields: Omit<TradeConf, Keys | 'cloudCashierId'> & CommonConf): void {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  const common = Object.fromEntries(entries.filter(([name]) => CommonConf.fieldByName(name) !== undefined)) as CommonConf;
  const others = entries.filter(([name]) => CommonConf.fieldByName(name) === undefined);
  // The key is checked by its import; here it only stands in for a required field.
  const trade = { ...Object.fromEntries(others), authenKey: '-' } as TradeConf;
  try {
    encode(CommonConf, common);
    encode(TradeConf, trade);
    const broken = validate(CommonConf, common) ?? validate(TradeConf, trade);
    if (broken !== undefined) throw broken;
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new ConfigurationError(error.path, describeRule(error));
  }
  if (fields.authenType !== undefined && fields.authenType !== AuthenType.HmacSha256) {
    throw new ConfigurationError('authenType', '仅支持 1（HMAC-SHA256），MD5 不安全 (only 1 is supported)');
  }
  if (fields.signType !== undefined && fields.signType !== SignType.RsassaPss2048Sha256) {
    throw new ConfigurationError('signType', '仅支持 1（RSASSA-PSS） (only 1 is supported)');
  }
}

function checkBaseUrls(baseUrls: readonly string[]): readonly string[] {
  if (!Array.isArray(baseUrls)) throw new ConfigurationError('baseUrls', '应为数组 (must be an array)');
  if (baseUrls.length === 0) throw new ConfigurationError('baseUrls', '至少要有一个地址 (must name a host)');
  return Object.freeze([...new Set(baseUrls.map(checkBaseUrl))]);
}

function checkBaseUrl(text: string, index: number): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const field = `baseUrls[${index}]`;
  // The text is searched, not the URL: an empty query is none to the URL, and would still swallow the path behind it.
  if (url === undefined || /[?#]/.test(text) || url.username !== '' || url.password !== '') {
    throw new ConfigurationError(field, '应为如 https://pay.qcloud.com 的地址 (must be a URL such as https://pay.qcloud.com)');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(text))) {
    throw new ConfigurationError(field, '除本机沙箱外必须使用 HTTPS (must be https, except for the sandbox on this machine)');
  }
  return url.href.replace(/\/+$/, '');
}

/** Whether a base URL leads to this machine, where the sandbox is. */
export function isLoopback(baseUrl: string): boolean {
  if (!URL.canParse(baseUrl)) return false;
  const { hostname } = new URL(baseUrl);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function terminalTypeOf(platform: NodeJS.Platform): TerminalType {
  const types: Partial<Record<NodeJS.Platform, TerminalType>> = {
    win32: TerminalType.Windows,
    android: TerminalType.Android,
    linux: TerminalType.Linux,
  };
  return types[platform] ?? TerminalType.Other;
}
