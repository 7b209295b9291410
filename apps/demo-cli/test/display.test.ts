import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Display } from '../src/terminal/display.ts';
import { padTo, widthOf } from '../src/terminal/width.ts';

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm-256color');
  vi.stubEnv('NO_COLOR', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** A stream that may call itself a terminal, and what was written to it. */
function stream(isTTY: boolean) {
  const written = Object.assign(new PassThrough(), { isTTY });
  return { written, text: () => String(written.read() ?? '') };
}

test('a terminal shows colours, and a live line that counts the seconds and goes away', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  const { written, text } = stream(true);
  const display = new Display(written);
  expect(display.colours.green('✔')).toContain('\x1b[32m');
  display.wait('等待应答', performance.now());
  expect(text()).toContain('等待应答');
  vi.advanceTimersByTime(3_000);
  expect(text()).toContain('· 3 s');
  display.line('已发送');
  expect(text()).toContain('\r\x1b[2K已发送\n');
  display.endWait();
  expect(text().endsWith('\r\x1b[2K')).toBe(true);
  vi.advanceTimersByTime(3_000);
  expect(text()).toBe('');
});

test('NO_COLOR takes the colours, not the live line', () => {
  vi.stubEnv('NO_COLOR', '1');
  const { written, text } = stream(true);
  const display = new Display(written);
  expect(display.colours.green('✔')).toBe('✔');
  display.wait('等待应答', performance.now());
  expect(text()).toContain('等待应答');
  display.endWait();
});

test.each([
  ['no terminal', 'xterm-256color', false],
  ['a terminal that understands nothing', 'dumb', true],
])('%s gets plain lines', (_, term, isTTY) => {
  vi.stubEnv('TERM', term);
  const { written, text } = stream(isTTY);
  const display = new Display(written);
  display.wait('等待应答', performance.now());
  display.line(display.colours.green('✔ 已支付'));
  display.endWait();
  expect(text()).toBe('✔ 已支付\n');
});

test('Chinese characters take two columns, colours none', () => {
  expect(widthOf('订单号 Order')).toBe(12);
  expect(widthOf('\x1b[32m¥19.99\x1b[39m')).toBe(6);
  expect(padTo(8, '金额')).toBe('金额    ');
});
