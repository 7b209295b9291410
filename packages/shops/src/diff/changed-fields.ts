import type { Field, ShopInfo } from '@cloudpay/proto';
import { uploadableFields } from '../shop/uploadable.ts';

/** A field of a shop that an upload changes. */
export interface FieldChange {
  /** Such as `shopName`, `staffInfos[1192].refundAuth`, or for a whole member of staff `staffInfos[1192]`; ids are the merchant's. */
  readonly field: string;
  /** undefined: there was none. */
  readonly before: unknown;
  /** undefined: there will be none. */
  readonly after: unknown;
}

/** What differs between two states of a shop, as far as an upload can change it. The order of devices and staff says nothing. */
export function changedFields(before: ShopInfo, after: ShopInfo): FieldChange[] {
  const { shop, device, staff } = uploadableFields;
  return [
    ...scalars('', shop, before, after),
    ...items('deviceInfos', device, before.deviceInfos, after.deviceInfos, ({ deviceId }) => deviceId),
    ...items('staffInfos', staff, before.staffInfos, after.staffInfos, ({ staffId }) => staffId),
  ];
}

function scalars(prefix: string, fields: readonly Field[], before: object, after: object): FieldChange[] {
  return fields
    .filter(({ type }) => typeof type === 'string')
    .map(({ name }) => ({ field: prefix + name, before: meaningOf(name, before), after: meaningOf(name, after) }))
    .filter((change) => change.before !== change.after);
}

/** Nothing, an empty text and false are the same to the service, and the currency is CNY unless something else is said. */
function meaningOf(name: string, message: object): unknown {
  const value = (message as Readonly<Record<string, unknown>>)[name];
  const isDefault = value === '' || value === false || value === null || (name === 'feeType' && value === 'CNY');
  return isDefault ? undefined : value;
}

function items<Item extends object>(
  list: string,
  fields: readonly Field[],
  before: readonly Item[] = [],
  after: readonly Item[] = [],
  idOf: (item: Item) => string | undefined,
): FieldChange[] {
  const were = new Map(before.map((item) => [idOf(item), item]));
  const are = new Map(after.map((item) => [idOf(item), item]));
  const changes: FieldChange[] = [];
  for (const [id, item] of are) {
    const was = were.get(id);
    if (was === undefined) changes.push({ field: `${list}[${id}]`, before: undefined, after: item });
    else changes.push(...scalars(`${list}[${id}].`, fields, was, item));
  }
  for (const [id, item] of were) {
    if (!are.has(id)) changes.push({ field: `${list}[${id}]`, before: item, after: undefined });
  }
  return changes;
}
