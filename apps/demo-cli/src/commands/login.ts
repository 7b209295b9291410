import { createConfiguration } from '@cloudpay/payments';
import {
  ConfigurationFileError,
  defaultFile,
  type LoggedIn,
  type LoginConfiguration,
  type LoginParameters,
  type ScanStart,
  type SecureLogin,
} from '@cloudpay/security';
import { Command } from 'commander';
import { readConfFile } from '../connection/conf-file.ts';
import { secureLoginFor } from '../connection/secure-login.ts';
import { type ConfigFileOption, withConfigFileOption } from '../options/config-file.ts';
import { type HostOptions, withHostOptions } from '../options/service.ts';
import { type ShopIdOptions, shopIdsOf, withShopIdOptions } from '../options/shop-ids.ts';
import { type Emit, type Report, reporting } from '../report/report.ts';
import { showVerdict, verdicts } from '../report/verdict.ts';
import { askForConfiguration, askForIds } from '../scan/asking.ts';
import { reportFailure, reportUnusableFile } from '../scan/ended.ts';
import { askingForCode, scanning } from '../scan/scanning.ts';
import { nameOf, rolesOf } from '../scan/words.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { showFact } from '../terminal/facts.ts';
import { isPersonThere } from '../terminal/person.ts';

interface LoginOptions extends HostOptions, ShopIdOptions, ConfigFileOption {
  /** Path of a CloudPayConf. */
  readonly configuration?: string;
}

/** `login`: a member of staff scans a code, and the configuration is kept encrypted. */
export function loginCommand(): Command {
  const command = new Command('login').description(
    '安全登入：店员扫码，配置加密保存 log in by a scan; keeps the configuration encrypted',
  );
  const note = '；有了加密的配置文件即可省略编号 the ids are not needed once the file is there';
  withConfigFileOption(withShopIdOptions(command, note), defaultFile).option(
    '--configuration <file>',
    '要加密保存的 CloudPayConf (JSON)，首次登入或更换配置时 the configuration to keep: at the first login, or in place of the kept one',
  );
  return withHostOptions(command, 180).action(reporting(login));
}

async function login(options: LoginOptions, display: Display, emit: Emit): Promise<Report> {
  const given = options.configuration === undefined ? undefined : readGiven(options.configuration);
  using secureLogin = secureLoginFor(options, display);
  try {
    const start = await begin(secureLogin, options, display);
    if (start.result === 'parametersMissing') emit({ event: start.result, missing: start.missing });
    if (start.result !== 'qr') return reportFailure(start, display);

    const surroundings = { display, emit, timeout: options.timeout };
    const outcome = await scanning(start, '请店员扫码登入 Scan to log in', surroundings, (wait) =>
      secureLogin.waitForLogin(wait),
    );
    if (outcome.result !== 'loggedIn') return reportFailure(outcome, display);
    showLogin(outcome, display);
    const isKept = await keep(secureLogin, outcome, given, options, display);
    return reportLogin(outcome, outcome.configuration !== undefined || isKept);
  } catch (error) {
    if (error instanceof ConfigurationFileError) return reportUnusableFile(error, display);
    throw error;
  }
}

/**
 * Says what is wrong before anyone has to scan.
 *
 * @throws ConfigurationError naming the field
 */
function readGiven(path: string): LoginConfiguration {
  const given: LoginConfiguration = readConfFile(path);
  // What a login knows may be left out.
  const known = { outMchId: '-', outSubMchId: '-', outShopId: '-' };
  createConfiguration({ ...known, ...given });
  return given;
}

/** Asks whoever is there for the ids that are missing. */
async function begin(secureLogin: SecureLogin, options: LoginOptions, display: Display): Promise<ScanStart> {
  const ids = shopIdsOf(options);
  const ask = (parameters: LoginParameters) =>
    askingForCode(display, () => secureLogin.login(parameters, { timeout: options.timeout }));
  const start = await ask(ids);
  if (start.result !== 'parametersMissing' || !isPersonThere(options, display)) return start;
  const typed = await askForIds(start.missing);
  return typed === undefined ? start : ask({ ...ids, ...typed });
}

/** @returns whether a configuration was written */
async function keep(
  secureLogin: SecureLogin,
  outcome: LoggedIn,
  given: LoginConfiguration | undefined,
  options: LoginOptions,
  display: Display,
): Promise<boolean> {
  const mayAsk = outcome.configuration === undefined && isPersonThere(options, display);
  const configuration = given ?? (mayAsk ? await askForConfiguration(outcome, display) : undefined);
  if (configuration === undefined) {
    showUnchanged(outcome, secureLogin.file, display);
    return false;
  }
  (await secureLogin.initialize(configuration)).close();
  showFact(display, '已加密保存 Kept', secureLogin.file);
  return true;
}

function showLogin(outcome: LoggedIn, display: Display): void {
  const { good } = verdicts(display.colours);
  showVerdict({ verdict: good('已登入 LOGGED IN') }, display);
  showFact(display, '店员 Staff', `${nameOf(outcome)}  ${display.colours.dim(rolesOf(outcome))}`);
  if (outcome.merchantName !== undefined) showFact(display, '商户 Merchant', outcome.merchantName);
}

function showUnchanged({ configuration }: LoggedIn, file: string, display: Display): void {
  if (configuration !== undefined) {
    showFact(display, '配置 File', `${file} 已解锁，未改动 unlocked, unchanged`);
    return;
  }
  display.line(display.colours.yellow('! 尚无配置，录入请加 There is no configuration yet; to enter it: --configuration FILE'));
}

function reportLogin({ result, staffId, staffName, roles, ...shop }: LoggedIn, configured: boolean): Report {
  const { outMchId, outSubMchId, outShopId, cloudCashierId } = shop;
  const code = configured ? 0 : 1;
  const document = { result, code, staffId, staffName, roles, outMchId, outSubMchId, outShopId, cloudCashierId, configured };
  return { exitStatus: exitStatus.success, document };
}
