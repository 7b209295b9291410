import type { CloudPayClient } from '@cloudpay/payments';
import { ConfigurationFileError } from '@cloudpay/security';
import type { HostOptions } from '../options/service.ts';
import { beforeSending } from '../report/before-sending.ts';
import { CommandEnded, emitterFor, type Report } from '../report/report.ts';
import { showVerdict, verdicts } from '../report/verdict.ts';
import { reportFailureBefore, reportUnusableFile } from '../scan/ended.ts';
import { askingForCode, scanning } from '../scan/scanning.ts';
import { greeting } from '../scan/words.ts';
import { exitStatus } from '../shell/exit-status.ts';
import { pnpm } from '../shell/invocation.ts';
import type { Display } from '../terminal/display.ts';
import { secureLoginFor } from './secure-login.ts';

/**
 * Asks for a scan, and opens the encrypted configuration with what that brings.
 *
 * @throws CommandEnded when nothing was unlocked: what follows would have nobody to act for, and nothing of it was sent
 */
export async function unlock(file: string, options: HostOptions, display: Display): Promise<CloudPayClient> {
  try {
    return await beforeSending(() => openWithScan(file, options, display));
  } catch (error) {
    throw error instanceof ConfigurationFileError ? new CommandEnded(reportUnusableFile(error, display)) : error;
  }
}

async function openWithScan(file: string, options: HostOptions, display: Display): Promise<CloudPayClient> {
  using login = secureLoginFor({ ...options, configFile: file }, display);
  const start = await askingForCode(display, () => login.login());
  if (start.result === 'parametersMissing') throw new CommandEnded(reportNoFile(login.file, file, display));
  if (start.result !== 'qr') throw new CommandEnded(reportFailureBefore(start, display));

  // The timeout of a command is for what it does, not for the scan before it.
  const surroundings = { display, emit: emitterFor(options) };
  const outcome = await scanning(start, '请店员扫码解锁 Scan to unlock', surroundings, (wait) => login.waitForLogin(wait));
  if (outcome.result !== 'loggedIn') throw new CommandEnded(reportFailureBefore(outcome, display));
  display.line(greeting(outcome, display.colours));
  return login.initialize();
}

function reportNoFile(path: string, file: string, display: Display): Report {
  const { bad } = verdicts(display.colours);
  showVerdict({ verdict: bad('尚未登入 NOT LOGGED IN'), reason: `没有加密的配置文件 there is no file ${path}` }, display);
  display.line('  请先登入 Log in first:');
  display.line(`  ${pnpm} cloudpay login --config-file ${file}`);
  return { exitStatus: exitStatus.refused, document: { result: 'parametersMissing', code: -3, missing: ['configFile'] } };
}
