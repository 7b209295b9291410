import type { Identified } from '@cloudpay/security';
import { Command } from 'commander';
import { secureLoginFor } from '../connection/secure-login.ts';
import { type HostOptions, withHostOptions } from '../options/service.ts';
import { missingShopIds, type ShopIdOptions, shopIdsOf, withShopIdOptions } from '../options/shop-ids.ts';
import { type Emit, type Report, reporting } from '../report/report.ts';
import { showVerdict, verdicts } from '../report/verdict.ts';
import { reportFailure } from '../scan/ended.ts';
import { askingForCode, scanning } from '../scan/scanning.ts';
import { nameOf, rolesOf } from '../scan/words.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';

interface IdentifyOptions extends HostOptions, ShopIdOptions {}

/** `identify`: a scan that proves who someone is, and does nothing else. */
export function identifyCommand(): Command {
  const command = new Command('identify').description('身份确认：扫码证明是谁，别无影响 prove by a scan who someone is');
  return withHostOptions(withShopIdOptions(command), 180).action(reporting(identify));
}

async function identify(options: IdentifyOptions, display: Display, emit: Emit): Promise<Report> {
  const missing = missingShopIds(options);
  if (missing.length > 0) {
    emit({ event: 'parametersMissing', missing });
    return reportFailure({ result: 'parametersMissing', code: 1, missing }, display);
  }
  using login = secureLoginFor(options, display);
  const { timeout } = options;
  const start = await askingForCode(display, () => login.identify(shopIdsOf(options), { timeout }));
  if (start.result !== 'qr') return reportFailure(start, display);
  const surroundings = { display, emit, timeout };
  const outcome = await scanning(start, '请扫码确认身份 Scan to say who you are', surroundings, (wait) =>
    login.waitForIdentification(wait),
  );
  return outcome.result === 'identified' ? reportPerson(outcome, display) : reportFailure(outcome, display);
}

function reportPerson(person: Identified, display: Display): Report {
  const { good } = verdicts(display.colours);
  const mayRefund =
    person.refundAuth === undefined ? undefined : person.refundAuth ? '可退款 may refund' : '不可退款 may not refund';
  const reason = [rolesOf(person), mayRefund].filter(Boolean).join(' · ');
  showVerdict({ verdict: good(`身份已确认 IDENTIFIED  ${nameOf(person)}`), reason }, display);
  return { exitStatus: exitStatus.success, document: person };
}
