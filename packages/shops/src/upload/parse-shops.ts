import { ArgumentError } from '@cloudpay/core';
import { type Field, isJsonObject, type Message, ShopInfo } from '@cloudpay/proto';
import { checkShops } from './check-shops.ts';

/**
 * Reads the parsed content of a shops file (YAML or JSON; `@cloudpay/shops/shops.schema.json` describes it), and checks it as an upload would.
 *
 * Field names may be in snake_case too, as in files for the C SDK. What only the service sets is left out: a listing can be saved, changed
 * and uploaded.
 *
 * @param content a list of shops, or an object that holds it as `shopInfos`
 * @throws ArgumentError naming the field, such as `shopInfos[3].shopName`
 * @example const wanted = parseShops(JSON.parse(text));
 */
export function parseShops(content: unknown): ShopInfo[] {
  const shops = listIn(content);
  if (!Array.isArray(shops)) throw new ArgumentError('shopInfos', '应为门店列表 (must be a list of shops)');
  return checkShops(shops.map((shop, index) => inCamelCase(ShopInfo, shop, `shopInfos[${index}]`) as ShopInfo));
}

function listIn(content: unknown): unknown {
  if (!isJsonObject(content)) return content;
  const { $schema: _, shopInfos, shop_infos: otherSpelling, ...others } = content;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new ArgumentError(other, '文件只应有 shopInfos (the file holds shopInfos alone)');
  return shopInfos ?? otherSpelling;
}

/** The same value with the schema's names; what the schema does not know keeps its own, for the check to find it. */
function inCamelCase(type: Message<object>, value: unknown, path: string): unknown {
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
    // defineProperty: assigning "__proto__" would change the object instead of writing the key.
    const read = field === undefined ? item : fieldInCamelCase(field, item, `${path}.${name}`);
    Object.defineProperty(result, name, { value: read, enumerable: true, configurable: true, writable: true });
  }
  return result;
}

function fieldInCamelCase({ type, repeated }: Field, value: unknown, path: string): unknown {
  if (typeof type === 'string') return value;
  if (!repeated || !Array.isArray(value)) return inCamelCase(type, value, path);
  return value.map((item, index) => inCamelCase(type, item, `${path}[${index}]`));
}
