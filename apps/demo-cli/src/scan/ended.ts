import type { ConfigurationFileError, Expired, ParametersMissing, Refused, Unreachable } from '@cloudpay/security';
import { errorDocument } from '../report/document.ts';
import type { Report } from '../report/report.ts';
import { showVerdict, verdicts } from '../report/verdict.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';

/** All that a scan can come to but success. */
export type ScanFailure = ParametersMissing | Refused | Expired | Unreachable;

/** A scan that came to nothing: shows why, and tells it to programs. */
export function reportFailure(failure: ScanFailure, display: Display): Report {
  const { bad, doubtful } = verdicts(display.colours);
  const { result, code } = failure;
  switch (failure.result) {
    case 'parametersMissing':
      showVerdict({ verdict: bad('缺少参数 PARAMETERS MISSING'), reason: optionsFor(failure) }, display);
      return { exitStatus: exitStatus.refused, document: { result, code, missing: failure.missing } };
    case 'refused':
      showVerdict({ verdict: bad('被拒绝 REFUSED'), reason: failure.error.message }, display);
      return { exitStatus: exitStatus.decidedOtherwise, document: { result, code, error: errorDocument(failure.error) } };
    case 'expired':
      showVerdict(
        { verdict: bad('二维码已过期 EXPIRED'), reason: '没有人扫码，请重新运行 (nobody scanned it: run the command again)' },
        display,
      );
      return { exitStatus: exitStatus.decidedOtherwise, document: { result, code } };
    case 'unreachable':
      showVerdict({ verdict: doubtful('无法联系云支付 UNREACHABLE'), reason: failure.error.message }, display);
      return { exitStatus: exitStatus.unknown, document: { result, code, error: errorDocument(failure.error) } };
  }
}

/** The same of a scan that comes before the command itself: nothing of that was sent, so that it is not `unknown`, whatever the matter is. */
export function reportFailureBefore(failure: ScanFailure, display: Display): Report {
  const report = reportFailure(failure, display);
  return failure.result === 'unreachable'
    ? { exitStatus: exitStatus.refused, document: { ...report.document, code: -3 } }
    : report;
}

/** The encrypted file is damaged, foreign, under another key, …: nothing was written. */
export function reportUnusableFile(error: ConfigurationFileError, display: Display): Report {
  const { bad } = verdicts(display.colours);
  showVerdict({ verdict: bad('配置文件不可用 FILE UNUSABLE'), reason: error.message }, display);
  return { exitStatus: exitStatus.refused, document: { result: 'fileUnusable', code: -3, error: errorDocument(error) } };
}

function optionsFor({ missing }: ParametersMissing): string {
  const options = missing.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  return `请给出 add: ${options.join(' ')}`;
}
