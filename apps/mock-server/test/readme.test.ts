// Tables of the manual are written by hand. They must match the code.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { controlCalls } from '../src/control/routes.ts';
import { defaultMerchant } from '../src/service/merchant/default-merchant.ts';
import { describeScenarios } from '../src/service/orders/scenarios.ts';

const manual = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The cells of the rows below a heading. */
function rows(heading: string): string[][] {
  const [, section = ''] = manual.split(`\n## ${heading} `);
  const [body = ''] = section.split('\n## ');
  const lines = body.split('\n').filter((line) => line.startsWith('|'));
  // A bar after a backslash is part of the cell.
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the manual', () => {
  it('describes each payment code', () => {
    const told = rows('场景').filter(([digits]) => /^\d{4}$/.test(digits ?? ''));
    expect(told).toEqual(describeScenarios().map(({ digits, zh, en }) => [digits, zh, en]));
  });

  it('lists every control call with its function', () => {
    const told = rows('控制接口').flatMap(([call = '', name = '']) => {
      const [, method, path] = /^`(GET|POST) (\S+)`/.exec(call) ?? [];
      return path === undefined ? [] : [{ method, path, name: /\w+/.exec(name)?.[0] }];
    });
    const names = Object.entries(controlCalls).map(([name, { method, path }]) => {
      return { method, path: path.replace(':outTradeNo', ':out_trade_no'), name };
    });
    expect(told).toEqual(names);
  });

  it('lists the default merchant', () => {
    const told = rows('默认商户').join();
    const { outMchId, outSubMchId, mchId, subMchId, orderPrefixes, authenKey, shops } = defaultMerchant;
    const [shop] = shops;
    const numbers = [outMchId, outSubMchId, mchId, subMchId, ...orderPrefixes, authenKey, shop?.outShopId, shop?.shopId];
    for (const number of numbers) expect(told).toContain(`\`${number}\``);
  });
});
