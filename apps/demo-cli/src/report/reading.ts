import { CloudPayError } from '@cloudpay/payments';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { errorDocument } from './document.ts';
import type { Report } from './report.ts';

/** Errors that come before anything is asked. */
const ownDoing: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'INVALID_CONFIGURATION', 'JOURNAL_UNAVAILABLE']);

/** Does what only reads. When it fails nobody was charged: either the service refused to tell, or it could not be asked. */
export async function reading(display: Display, read: () => Promise<Report>): Promise<Report> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CloudPayError) || ownDoing.has(error.code)) throw error;
    display.endWait();
    const isRefused = error.code === 'SERVICE_REFUSED';
    const { colours } = display;
    display.line(
      isRefused
        ? `${colours.red('✘ 服务拒绝 REFUSED')}  ${error.message}`
        : `${colours.yellow('? 没有读到 NOT READ')}  ${error.message}`,
    );
    return isRefused
      ? { exitStatus: exitStatus.decidedOtherwise, document: { result: 'failed', code: -1, error: errorDocument(error) } }
      : { exitStatus: exitStatus.unknown, document: { result: 'unknown', code: -2, error: errorDocument(error) } };
  }
}
