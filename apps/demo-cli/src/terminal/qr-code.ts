import { renderUnicodeCompact } from 'uqr';
import type { Colours } from './colours.ts';
import type { Display } from './display.ts';

/** Light modules around the code, for scanners to find it. */
const border = 2;

/** Draws the QR code of a text, half as many lines high as it has modules. */
export function qrCodeLines(text: string, colours: Colours): string[] {
  // White blocks on black, whatever the colours of the terminal are: scanners like no others.
  return renderUnicodeCompact(text, { border })
    .split('\n')
    .map((line) => colours.whiteOnBlack(line));
}

/** Shows a link as a QR code. A code that is cut off at the terminal's edge cannot be scanned: the link stands below in any case. */
export function showQrCode(link: string, display: Display): void {
  const { colours } = display;
  const lines = qrCodeLines(link, colours);
  display.line();
  if (lines.length * 2 <= display.columns) for (const line of lines) display.line(line);
  else display.line(colours.yellow('终端太窄，画不下二维码 The terminal is too narrow for the QR code'));
  display.line(colours.dim(link));
  display.line();
}
