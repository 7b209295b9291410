import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { coloursFor } from '../src/terminal/colours.ts';
import { Display } from '../src/terminal/display.ts';
import { plainJson, plainText } from '../src/terminal/plain-text.ts';
import { padTo, widthOf } from '../src/terminal/width.ts';
import { wrapped } from '../src/terminal/wrap.ts';

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
  display.line(display.colours.green('✔'));
  expect(text()).toBe('\x1b[32m✔\x1b[39m\n');
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
  expect(widthOf(coloursFor(true).green('¥19.99'))).toBe(6);
  expect(padTo(8, '金额')).toBe('金额    ');
});

test('nothing that comes from outside moves the cursor, changes a colour, or starts a line', () => {
  const { written, text } = stream(true);
  const display = new Display(written);
  const foreign = '\x1b[2J\x1b[32m✔ PAID\n\u2028\x9b8m\x02uuid:32\x03\u202e\x7f' + '余额不足\u2066\u200e';
  display.line(`${display.colours.red('✘ 未支付')}  ${foreign}`);
  expect(text()).toBe('\x1b[31m✘ 未支付\x1b[39m  [2J[32m✔ PAID 8muuid:32余额不足\n');
  expect(widthOf(foreign)).toBe(plainText(foreign).length + 4);
});

test('the live line is clean too', () => {
  const { written, text } = stream(true);
  const display = new Display(written);
  display.wait('\x1b]0;title\x07等待', 0);
  display.endWait();
  expect(text()).toContain(']0;title等待');
});

test('JSON shows no control character, and means the same', () => {
  const document = { message: '\x1b[2J\x9b2J\u202e\u2028\x7f 茶' };
  const json = plainJson(document);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
  expect(json).toMatch(/^[^\x00-\x1f\x7f-\x9f\u2028-\u202e]+$/);
  expect(json).toContain('茶');
  expect(JSON.parse(json)).toEqual(document);
});

test('a text is broken between words and beside Chinese characters, never before a comma', () => {
  expect(wrapped('the customer may have paid', 12)).toEqual(['the customer', 'may have', 'paid']);
  expect(wrapped('顾客可能已付款，切勿重收', 14)).toEqual(['顾客可能已付', '款，切勿重收']);
  expect(wrapped('认证码错误 wrong code: 核对', 16)).toEqual(['认证码错误 wrong', 'code: 核对']);
  expect(wrapped('https://pay.qcloud.com/cpay', 10)).toEqual(['https://pay.qcloud.com/cpay']);
  expect(wrapped('short', Number.POSITIVE_INFINITY)).toEqual(['short']);
  expect(wrapped('', 10)).toEqual(['']);
});
