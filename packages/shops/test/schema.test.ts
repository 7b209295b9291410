import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DeviceInfo, type Message, ShopInfo, StaffInfo } from '@cloudpay/proto';
import { describe, expect, it } from 'vitest';
import { parseShops } from '../src/index.ts';

interface ObjectSchema {
  readonly required: readonly string[];
  readonly additionalProperties: boolean;
  readonly properties: Readonly<Record<string, Record<string, unknown>>>;
}

const path = createRequire(import.meta.url).resolve('@cloudpay/shops/shops.schema.json');
const schema = JSON.parse(readFileSync(path, 'utf8')) as { $defs: Record<'shop' | 'device' | 'staff', ObjectSchema> };

const types: Record<string, string> = { string: 'string', bool: 'boolean', int32: 'integer', int64: 'integer' };

describe('shops.schema.json', () => {
  it.each([
    ['shop', ShopInfo, ['shopId', 'shopName'], (item: object) => [{ ...item, shopId: '1', shopName: 'x' }]],
    ['device', DeviceInfo, ['deviceId', 'deviceName'], inShop('deviceInfos', { deviceId: '1', deviceName: 'x' })],
    ['staff', StaffInfo, ['staffId', 'staffName'], inShop('staffInfos', { staffId: '1', staffName: 'x' })],
  ] as const)('says of a %s what the tables say', (name, message: Message<object>, required, fileWith) => {
    const { properties, ...object } = schema.$defs[name];
    expect(object).toMatchObject({ required, additionalProperties: false });
    expect(Object.keys(properties)).toEqual(message.fields.map((field) => field.name));
    for (const field of message.fields) {
      const { description, readOnly = false, ...rules } = properties[field.name] as Record<string, unknown>;
      expect(description).toMatch(/^[\u4e00-\u9fff]+: /);
      // An upload drops every field that the schema marks as read-only, whatever its value.
      const isLeftOut = !JSON.stringify(parseShops(fileWith(sampleOf(field.name, field.type)))).includes(`"${field.name}"`);
      expect([field.name, readOnly]).toEqual([field.name, isLeftOut]);
      if (readOnly) continue;
      if (typeof field.type === 'object') expect(rules).toMatchObject({ type: 'array', items: { $ref: expect.any(String) } });
      else expect(rules).toMatchObject({ type: types[field.type] });
      expect(rules.maxLength).toBe(field.maxLength);
      expect(rules.minLength).toBe((required as readonly string[]).includes(field.name) ? 1 : undefined);
    }
  });
});

function inShop(list: string, ids: object): (item: object) => unknown {
  return (item) => [{ shopId: '1', shopName: 'x', [list]: [{ ...item, ...ids }] }];
}

function sampleOf(name: string, type: unknown): object {
  const samples: Record<string, unknown> = { string: 'x', bool: true, int32: 1, int64: 1 };
  return { [name]: typeof type === 'string' ? samples[type] : [] };
}
