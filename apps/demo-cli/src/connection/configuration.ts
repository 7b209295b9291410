import { type CloudPayError, type ConfigurationInput, configurationFromEnv, isLoopback } from '@cloudpay/payments';
import type { ServiceOptions } from '../options/service.ts';
import { AdvisedError } from '../shell/advised-error.ts';
import { pnpm } from '../shell/invocation.ts';
import { readConfFile } from './conf-file.ts';
import { sandboxMerchant } from './sandbox-merchant.ts';

/**
 * The configuration that a command works with: of `--config`, else of `CLOUDPAY_*`, else the sandbox's merchant when every host is on
 * this machine. `--base-url` goes before the hosts of either.
 *
 * @throws ConfigurationError
 */
export function configurationFor({ config, baseUrl }: ServiceOptions): ConfigurationInput {
  const configuration = config === undefined ? fromEnvironment(baseUrl) : { ...aboutTheService(), ...readConfFile(config) };
  return baseUrl === undefined ? configuration : { ...configuration, baseUrls: baseUrl };
}

/** A CloudPayConf cannot say where the service is: these two variables hold beside it, and beside an encrypted configuration. */
export function aboutTheService(): Pick<ConfigurationInput, 'baseUrls' | 'timeout'> {
  const { CLOUDPAY_BASE_URLS, CLOUDPAY_TIMEOUT } = process.env;
  return configurationFromEnv({ CLOUDPAY_BASE_URLS, CLOUDPAY_TIMEOUT });
}

function fromEnvironment(baseUrl: readonly string[] | undefined): ConfigurationInput {
  const variables: Partial<ConfigurationInput> = configurationFromEnv();
  if (namesMerchant(variables)) return variables;
  const baseUrls = baseUrl ?? variables.baseUrls;
  // Other variables, such as another device of the same shop, change the sandbox's merchant.
  if (baseUrls?.every(leadsHere)) return { ...sandboxMerchant, ...variables };
  throw noConfiguration();
}

/** One of these is enough: a merchant that is named in part is a mistake to be told, not the sandbox's merchant. */
function namesMerchant(input: Partial<ConfigurationInput>): input is ConfigurationInput {
  const { outMchId, outSubMchId, outShopId, authenKey } = input;
  return [outMchId, outSubMchId, outShopId, authenKey].some((value) => value !== undefined);
}

/** What is no URL at all is left to the SDK, which refuses it by name. */
function leadsHere(baseUrl: string): boolean {
  return !URL.canParse(baseUrl) || isLoopback(baseUrl);
}

function noConfiguration(): CloudPayError {
  const advice = [
    '真实商户 a real merchant: --config cloud_pay_conf.json，或设置 or set CLOUDPAY_OUT_MCH_ID, CLOUDPAY_AUTHEN_KEY, …',
    `本机沙箱 the sandbox: ${pnpm} mock-server --port 8787，然后 then --base-url http://127.0.0.1:8787`,
  ];
  return new AdvisedError('没有商户配置 (no merchant is configured)', advice, {
    code: 'INVALID_CONFIGURATION',
    outcome: 'failed',
  });
}
