import { ArgumentError } from '@cloudpay/core';
import { type Field, isJsonObject, type Message, ShopInfo } from '@cloudpay/proto';
import { checkShops } from './check-shops.ts';

/**
 * Reads the parsed content of a shops file (YAML or JSON) and checks it as an upload would. `@cloudpay/shops/shops.schema.json` describes the
 * format.
 *
 * Field names may also be in snake_case, as in files for the C SDK. Fields that only the service sets are removed, so you can save a listing,
 * change it and upload it.
 *
 * @param content a list of shops, or an object that holds it as `shopInfos`
 * @throws ArgumentError naming the field, such as `shopInfos[3].shopName`
 * @example const wanted = parseShops(JSON.parse(text));
 */
export function parseShops(content: unknown): ShopInfo[] {
  const shops = shopListOf(content);
  if (!Array.isArray(shops)) throw new ArgumentError('shopInfos', '应为门店列表 (must be a list of shops)');
  return checkShops(shops.map((shop, index) => toCamelCase(ShopInfo, shop, `shopInfos[${index}]`) as ShopInfo));
}

function shopListOf(content: unknown): unknown {
  if (!isJsonObject(content)) return content;
  const { $schema: _, shopInfos, shop_infos: snakeCased, ...others } = content;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new ArgumentError(other, '文件只应有 shopInfos (the file may only contain shopInfos)');
  return shopInfos ?? snakeCased;
}

/** Renames the fields to the schema's names. Unknown fields keep their names: the check after this reports them. */
function toCamelCase(type: Message<object>, value: unknown, path: string): unknown {
  if (!isJsonObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const field = type.fieldByName(key) ?? type.fieldByWireName(key);
    const name = field?.name ?? key;
    if (Object.hasOwn(result, name)) throw new ArgumentError(`${path}.${name}`, '写了两次 (stands there twice)');
    if (item === null) {
      throw new ArgumentError(
        `${path}.${name}`,
        "没有值; 用 '' 清除, 或不写以保持原值 (has no value: write '' to clear it, nothing to keep it)",
      );
    }
    // An assignment to "__proto__" would change the prototype instead of adding a field.
    const converted = field === undefined ? item : fieldToCamelCase(field, item, `${path}.${name}`);
    Object.defineProperty(result, name, { value: converted, enumerable: true, configurable: true, writable: true });
  }
  return result;
}

function fieldToCamelCase({ type, repeated }: Field, value: unknown, path: string): unknown {
  if (typeof type === 'string') return value;
  if (!repeated || !Array.isArray(value)) return toCamelCase(type, value, path);
  return value.map((item, index) => toCamelCase(type, item, `${path}[${index}]`));
}
