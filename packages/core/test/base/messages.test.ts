import { describe, expect, test } from 'vitest';
import { ArgumentError, CloudPayError, ConfigurationError } from '../../src/base/errors.ts';
import { messagesOf } from '../../src/base/messages.ts';

describe('messagesOf', () => {
  test.each([
    ['应答超时 (no response in time)', '应答超时', 'no response in time'],
    ['两处 (in two): 应为整数 (must be an integer)', '两处: 应为整数', 'in two: must be an integer'],
    ['应为文本 (expected a string); 请加引号 (put it in quotes)', '应为文本; 请加引号', 'expected a string; put it in quotes'],
    [
      '无法连接 (cannot connect) https://a.cn/b: 端口拒绝连接：请查防火墙 (port refused: check the firewall) [ECONNREFUSED]',
      '无法连接 https://a.cn/b: 端口拒绝连接：请查防火墙 [ECONNREFUSED]',
      'cannot connect https://a.cn/b: port refused: check the firewall [ECONNREFUSED]',
    ],
    [
      '配置文件 (configuration) C:\\Program Files (x86)\\till.bin: 文件不完整 (cut short) [ENOENT]',
      '配置文件 C:\\Program Files (x86)\\till.bin: 文件不完整 [ENOENT]',
      'configuration C:\\Program Files (x86)\\till.bin: cut short [ENOENT]',
    ],
    ['文件 (file) D:\\收银\\a.bin: 不完整 (cut short)', '文件 D:\\收银\\a.bin: 不完整', 'file: cut short'],
    [
      '请用原始字节 (keep the bytes: express.raw(), rawBody (true))',
      '请用原始字节',
      'keep the bytes: express.raw(), rawBody (true)',
    ],
    ['只能撤销刷卡 (1) 的订单 (only micro pay, 1)', '只能撤销刷卡 (1) 的订单', 'only micro pay, 1'],
    ['是否少了 await？(is an await missing?)', '是否少了 await？', 'is an await missing?'],
    ['余额不足 [104/407] (log id 42)', '余额不足 [104/407] (log id 42)', '余额不足 [104/407] (log id 42)'],
    ['应答超时 (timeout) (log id 42)', '应答超时 (log id 42)', 'timeout (log id 42)'],
    ['plain English (with a remark)', 'plain English (with a remark)', 'plain English (with a remark)'],
    ['', '', ''],
  ])('%s', (message, zh, en) => {
    expect(messagesOf(message)).toEqual({ zh, en });
  });
});

describe('errors', () => {
  test('have their message in each language', () => {
    const error = new CloudPayError('应答超时 (no response in time)', { code: 'TIMEOUT', outcome: 'unknown', logId: '42' });
    expect(error.message).toBe('应答超时 (no response in time) (log id 42)');
    expect(error.messages).toEqual({ zh: '应答超时 (log id 42)', en: 'no response in time (log id 42)' });
    expect(Object.keys(error)).not.toContain('messages');
  });

  test('name the field in each language', () => {
    expect(new ArgumentError('totalFee', '应为整数 (must be an integer)').messages).toEqual({
      zh: '参数 totalFee 有误: 应为整数',
      en: 'wrong argument totalFee: must be an integer',
    });
    expect(new ConfigurationError('authenKey', '未填写 (is missing)').messages).toEqual({
      zh: '配置项 authenKey 有误: 未填写',
      en: 'wrong configuration authenKey: is missing',
    });
  });
});
