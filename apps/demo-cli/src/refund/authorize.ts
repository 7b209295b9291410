import type { Configuration, RefundAuthorization } from '@cloudpay/payments';
import { ManagerType, type Person } from '@cloudpay/security';
import { secureLoginFor } from '../connection/secure-login.ts';
import { beforeSending } from '../report/before-sending.ts';
import { CommandEnded, type Emit } from '../report/report.ts';
import { reportFailureBefore } from '../scan/ended.ts';
import { askingForCode, scanning } from '../scan/scanning.ts';
import { greeting } from '../scan/words.ts';
import type { Display } from '../terminal/display.ts';

/** The wire takes so many characters of a name. */
const longestName = 32;

/**
 * Asks for a scan by whoever permits a refund.
 *
 * @throws CommandEnded when nobody was identified; the refund was not sent
 */
export async function authorize(
  { outMchId, outSubMchId, outShopId, baseUrls }: Configuration,
  display: Display,
  emit: Emit,
): Promise<RefundAuthorization> {
  // An identification needs no file: the configuration names the shop.
  using login = secureLoginFor({ baseUrl: baseUrls }, display);
  const person = await beforeSending(async () => {
    const start = await askingForCode(display, () => login.identify({ outMchId, outSubMchId, outShopId }));
    if (start.result !== 'qr') throw new CommandEnded(reportFailureBefore(start, display));
    const outcome = await scanning(start, '请有退款权限者扫码授权 Scan to permit the refund', { display, emit }, (wait) =>
      login.waitForIdentification(wait),
    );
    if (outcome.result !== 'identified') throw new CommandEnded(reportFailureBefore(outcome, display));
    return outcome;
  });
  display.line(greeting(person, display.colours));
  return authorizationOf(person);
}

function authorizationOf({ staffId, staffName, roles }: Person): RefundAuthorization {
  const name = staffName !== undefined && staffName.length <= longestName ? staffName : undefined;
  return { staffId, name, isSubMchAdmin: roles.includes(ManagerType.SubMchManager) };
}
