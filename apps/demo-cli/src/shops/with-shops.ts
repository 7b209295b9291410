import { CloudPayError, Shops } from '@cloudpay/shops';
import { clientFor, closing } from '../connection/connect.ts';
import type { ServiceOptions } from '../options/service.ts';
import { errorDocument } from '../report/document.ts';
import type { Report } from '../report/report.ts';
import { showVerdict, verdicts } from '../report/verdict.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';

/** Hands the shops' SDK, set up as the options say, to a command's work, and closes it afterwards. */
export async function withShops(
  options: ServiceOptions,
  display: Display,
  work: (shops: Shops) => Promise<Report>,
): Promise<Report> {
  return closing(new Shops(await clientFor(options, display)), async (shops) => {
    try {
      return await work(shops);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      display.endWait();
      showVerdict({ verdict: verdicts(display.colours).bad('服务拒绝 REFUSED'), reason: error.message }, display);
      return { exitStatus: exitStatus.decidedOtherwise, document: { result: 'failed', code: -1, error: errorDocument(error) } };
    }
  });
}

/** Whether the service has said no, and nothing was done. */
function isRefusal(error: unknown): error is CloudPayError {
  return error instanceof CloudPayError && error.code === 'SERVICE_REFUSED' && error.outcome === 'failed';
}
