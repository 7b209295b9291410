import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/base/errors.ts';
import { checkFen, fenFromYuan, maxFen, yuanFromFen } from '../../src/models/money.ts';
import { thrownBy } from '../helpers/thrown.ts';
import { refusedYuan, yuanVectors } from '../helpers/vectors.ts';

describe('fenFromYuan', () => {
  test.each(yuanVectors)('%s yuan are %i fen', (yuan, fen) => {
    expect(fenFromYuan(yuan)).toBe(fen);
  });

  test.each(refusedYuan)('refuses %j', (yuan) => {
    const error = thrownBy(() => fenFromYuan(yuan));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', outcome: 'failed', field: 'yuan' });
  });

  test.each(['0.30\n', '１', '.5', '1.', '+1', '0x10', '1 ', '1.1.1', '99999999.99'])('refuses %j', (yuan) => {
    expect(() => fenFromYuan(yuan)).toThrow(ArgumentError);
  });

  test.each(['0', '0.00', '21474836.48', '99999999.99'])('explains in yuan what is wrong with %j', (yuan) => {
    const { message } = thrownBy(() => fenFromYuan(yuan));
    expect(message).toContain('应为 0.01 到 21474836.47 元 (must be yuan from 0.01 to 21474836.47)');
  });

  test('leading zeros are allowed', () => {
    expect(fenFromYuan('00000001.10')).toBe(110);
  });

  test.each([0.3, 1, ['1'], null, undefined])('refuses %j, which is not text', (yuan) => {
    expect(() => fenFromYuan(yuan as never)).toThrow(ArgumentError);
  });

  test('is the inverse of yuanFromFen, for every amount', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: maxFen }), (fen) => fenFromYuan(yuanFromFen(fen)) === fen));
  });

  test('equals long division, for every amount', () => {
    const yuan = fc.integer({ min: 0, max: 21_474_835 });
    fc.assert(
      fc.property(yuan, fc.integer({ min: 1, max: 99 }), (whole, cents) => {
        expect(fenFromYuan(`${whole}.${String(cents).padStart(2, '0')}`)).toBe(whole * 100 + cents);
      }),
    );
  });
});

describe('yuanFromFen', () => {
  test.each([
    [0, '0.00'],
    [-0, '0.00'],
    [1, '0.01'],
    [10, '0.10'],
    [1999, '19.99'],
    [maxFen, '21474836.47'],
    [-5, '-0.05'],
    [-1999, '-19.99'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('%i fen are %s yuan', (fen, yuan) => {
    expect(yuanFromFen(fen)).toBe(yuan);
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d', (fen) => {
    expect(thrownBy(() => yuanFromFen(fen))).toMatchObject({ field: 'fen' });
  });
});

describe('checkFen', () => {
  test.each([1, 2, maxFen])('accepts %i', (fen) => {
    expect(checkFen(fen, 'totalFee')).toBe(fen);
  });

  test.each([0, -0, -1, 0.01, 1.5, maxFen + 1, Number.NaN, Number.POSITIVE_INFINITY, '1', 1n, null, undefined])(
    'refuses %s, and names the field',
    (fen) => {
      const error = thrownBy(() => checkFen(fen as number, 'refundFee'));
      expect(error).toBeInstanceOf(ArgumentError);
      expect(error).toMatchObject({ field: 'refundFee', outcome: 'failed' });
      expect(error.message).toContain('refundFee');
    },
  );
});
