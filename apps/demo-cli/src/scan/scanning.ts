import type { QrCode, ScanStart, WaitOptions } from '@cloudpay/security';
import type { Emit } from '../report/report.ts';
import type { Display } from '../terminal/display.ts';
import { interruption } from '../terminal/interruption.ts';
import { qrCodeLines } from '../terminal/qr-code.ts';

/** What a scan takes from the command that needs it. */
export interface ScanSurroundings {
  readonly display: Display;
  readonly emit: Emit;
  /** Milliseconds; default: as long as the code lives. */
  readonly timeout?: number | undefined;
}

/** Asks the service for a code. */
export async function askingForCode(display: Display, ask: () => Promise<ScanStart>): Promise<ScanStart> {
  display.wait('正在获取二维码 asking for a code', performance.now());
  try {
    return await ask();
  } finally {
    display.endWait();
  }
}

/** Shows a code for a member of staff to scan, with a countdown, and waits for what comes of it. */
export async function scanning<Outcome>(
  { url, activator, ttl }: QrCode,
  purpose: string,
  { display, emit, timeout }: ScanSurroundings,
  wait: (options: WaitOptions) => Promise<Outcome>,
): Promise<Outcome> {
  const { colours } = display;
  using interrupted = interruption();
  emit({ event: 'qr', url, activator, ttl });
  display.line(colours.bold(purpose));
  showCode(url, display);
  if (!display.isLive) display.line(`${ttl} 秒内有效 good for ${ttl} s`);

  let remaining = ttl;
  let trouble = '';
  display.waitShowing(() => `等待扫码 waiting for the scan ${colours.dim(`· 剩余 ${remaining} s left`)}${trouble}`);
  try {
    return await wait({
      signal: interrupted.signal,
      timeout,
      onWaiting: ({ remainingSeconds, error }) => {
        remaining = remainingSeconds;
        trouble = error === undefined ? '' : colours.yellow(` · ${error.message}`);
      },
    });
  } finally {
    display.endWait();
  }
}

/** A code that is cut off at the terminal's edge cannot be scanned: the link stands below in any case. */
function showCode(url: string, display: Display): void {
  const { colours } = display;
  const lines = qrCodeLines(url, colours);
  display.line();
  if (lines.length * 2 <= display.columns) for (const line of lines) display.line(line);
  else display.line(colours.yellow('终端太窄，画不下二维码 The terminal is too narrow for the QR code'));
  display.line(colours.dim(url));
}
