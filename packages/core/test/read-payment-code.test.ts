import { expect, test } from 'vitest';
import { ArgumentError, readPaymentCode } from '../src/index.ts';

const code = '134520273825380000';

test.each([
  ['as it is', code],
  ['full-width digits', '１３４５２０２７３８２５３８００００'],
  ['STX and ETX', `\x02${code}\x03`],
  ['CR and LF', `${code}\r\n`],
  ['tab', `${code}\t`],
  ['NUL', `${code}\0`],
  ['an AIM prefix', `]C1${code}`],
  ['a full-width AIM prefix', `］Ｃ１${code}`],
  ['an ECI prefix', `\\000026${code}`],
  ['everything a scanner can add', `\x02]Q2\\000026${code}\x03\r\n`],
  ['spaces', `  ${code}\u3000`],
  ['a space that does not break', `${code}\u00a0`],
  ['marks without a width', `\uFEFF\u200b${code}\u200e`],
])('takes off what stands around a code: %s', (_, text) => {
  expect(readPaymentCode(text)).toBe(code);
});

test.each([
  ['a dash', '1345-2027-3825-3800-00', '第 5 个字符不是数字: “-” U+002D'],
  ['a space in the middle', '134520273 825380000', '第 10 个字符不是数字: U+0020'],
  ['a control character in the middle', '134520273\x1d825380000', 'U+001D'],
  ['Arabic digits', '١٣٤٥٢٠٢٧٣٨٢٥٣٨٠٠٠٠', 'U+0661'],
  ['a link', 'https://qr.alipay.com/bax0', '第 1 个字符不是数字: “h” U+0068'],
  ['an emoji', `${code}🧋`, '“🧋” U+1F9CB'],
  ['a second prefix', `]C1]C1${code}`, '“]” U+005D'],
  ['nothing', '\r\n', '没有读到付款码'],
])('names the stray character, and never the code: %s', (_, text, reason) => {
  const error = errorOf(text);
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', outcome: 'failed', field: 'authorCode' });
  expect(error.message).toContain(reason);
  expect(error.message).not.toMatch(/\d{5}/);
});

test('takes no number: it has lost its last digits', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what JavaScript programs hand over
  for (const value of [134520273825380000, 134520273825380000n, undefined] as any[]) {
    expect(errorOf(value).message).toContain('must be text');
  }
});

function errorOf(text: string): ArgumentError {
  try {
    readPaymentCode(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError);
    return error as ArgumentError;
  }
  throw new Error('it was read');
}
