import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as errors from '../../src/base/errors.ts';

/** A second copy of the module, as in a program that loads the package both as ESM and as CommonJS. */
const path = '../../src/base/errors.ts?copy';
const copy: typeof errors = await import(/* @vite-ignore */ path);

const { ArgumentError, CloudPayError, ConfigurationError } = errors;

describe('instanceof', () => {
  test('there are two copies', () => {
    expect(copy.CloudPayError).not.toBe(CloudPayError);
  });

  test.each([
    ['CloudPayError', (module: typeof errors) => new module.CloudPayError('x', { code: 'TIMEOUT', outcome: 'unknown' })],
    ['ArgumentError', (module: typeof errors) => new module.ArgumentError('totalFee', 'x')],
    ['ConfigurationError', (module: typeof errors) => new module.ConfigurationError('authenKey', 'x')],
  ] as const)('%s holds in both copies, in both directions', (name, make) => {
    for (const [one, other] of [
      [errors, copy],
      [copy, errors],
      [errors, errors],
    ] as const) {
      const error = make(one);
      expect(error instanceof other[name]).toBe(true);
      expect(error instanceof other.CloudPayError).toBe(true);
      expect(error instanceof Error).toBe(true);
      expect(error instanceof other.ArgumentError).toBe(name === 'ArgumentError');
      expect(error instanceof other.ConfigurationError).toBe(name === 'ConfigurationError');
      expect(error.name).toBe(name);
    }
  });

  test.each([
    new Error('x'),
    { code: 'TIMEOUT', outcome: 'unknown', name: 'CloudPayError' },
    null,
    undefined,
    'CloudPayError',
    7,
  ])('is false for %s', (value) => {
    expect(value instanceof CloudPayError).toBe(false);
    expect(value instanceof ArgumentError).toBe(false);
    expect(value instanceof ConfigurationError).toBe(false);
  });

  test("of a caller's subclass follows the prototype", () => {
    class TillError extends CloudPayError {}
    class TillArgumentError extends ArgumentError {}
    expect(new TillError('x', { code: 'CLOSED', outcome: 'failed' }) instanceof TillError).toBe(true);
    expect(new TillError('x', { code: 'CLOSED', outcome: 'failed' }) instanceof CloudPayError).toBe(true);
    expect(new TillArgumentError('totalFee', 'x') instanceof TillArgumentError).toBe(true);
    expect(new CloudPayError('x', { code: 'CLOSED', outcome: 'failed' }) instanceof TillError).toBe(false);
    expect(new ArgumentError('totalFee', 'x') instanceof TillArgumentError).toBe(false);
    expect(new ArgumentError('totalFee', 'x') instanceof TillError).toBe(false);
  });
});

describe('CloudPayError', () => {
  const cause = new Error('socket hang up');
  const details = {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
    status: 101,
    internalStatus: 7,
    logId: '4049520517',
    endpoint: 'micro_pay',
    cause,
  } as const;

  test('has all given facts', () => {
    expect(new CloudPayError('认证码错误', details)).toMatchObject(details);
  });

  test('has the log id in its message, because support asks for it', () => {
    expect(new CloudPayError('认证码错误', details).message).toBe('认证码错误 (log id 4049520517)');
    expect(String(new CloudPayError('认证码错误', details))).toBe('CloudPayError: 认证码错误 (log id 4049520517)');
    expect(new CloudPayError('x', { ...details, logId: '0' }).message).toBe('x (log id 0)');
  });

  test('has no properties for missing facts', () => {
    const nothing = { status: undefined, internalStatus: undefined, logId: undefined, endpoint: undefined, cause: undefined };
    const error = new CloudPayError('应答超时', { code: 'TIMEOUT', outcome: 'unknown', ...nothing });
    expect(error.message).toBe('应答超时');
    for (const key of ['status', 'internalStatus', 'logId', 'endpoint', 'cause']) expect(error).not.toHaveProperty(key);
  });

  test('shows its facts in a log, but not its brand', () => {
    const error = new CloudPayError('x', details);
    expect(JSON.parse(JSON.stringify(error))).toEqual({ ...details, cause: undefined, name: 'CloudPayError' });
    expect(inspect(error)).toContain("logId: '4049520517'");
    expect(inspect(error)).not.toContain('@cloudpay/');
  });
});

describe('errors of fields', () => {
  test('ConfigurationError names the field', () => {
    const error = new ConfigurationError('authenKey', '未填写');
    expect(error).toMatchObject({ field: 'authenKey', code: 'INVALID_CONFIGURATION', outcome: 'failed' });
    expect(error.message).toContain('authenKey');
    expect(error.message).toContain('未填写');
  });

  test('ArgumentError names the field', () => {
    const error = new ArgumentError('detail.goodsDetail[0].price', '应为整数');
    expect(error).toMatchObject({ field: 'detail.goodsDetail[0].price', code: 'INVALID_ARGUMENT', outcome: 'failed' });
    expect(error.message).toContain('detail.goodsDetail[0].price');
    expect(error.message).toContain('应为整数');
  });
});
