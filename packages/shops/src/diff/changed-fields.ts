import type { Field, ShopInfo } from '@cloudpay/proto';
import { uploadableFields } from '../shop/uploadable.ts';

/** A field of a shop that an upload changes. */
export interface FieldChange {
  /**
   * For example `shopName`, `staffInfos[1192].refundAuth`, or `staffInfos[1192]` for a whole member of staff. The ids are the
   * merchant's.
   */
  readonly field: string;
  /** undefined: there was no value. */
  readonly before: unknown;
  /** undefined: there will be no value. */
  readonly after: unknown;
}

/**
 * The fields that differ between two states of a shop and that an upload can change. The order of devices and staff does not
 * matter.
 */
export function changedFields(before: ShopInfo, after: ShopInfo): FieldChange[] {
  const { shop, device, staff } = uploadableFields;
  return [
    ...scalarChanges('', shop, before, after),
    ...itemChanges('deviceInfos', device, before.deviceInfos, after.deviceInfos, ({ deviceId }) => deviceId),
    ...itemChanges('staffInfos', staff, before.staffInfos, after.staffInfos, ({ staffId }) => staffId),
  ];
}

function scalarChanges(prefix: string, fields: readonly Field[], before: object, after: object): FieldChange[] {
  return fields
    .filter(({ type }) => typeof type === 'string')
    .map(({ name }) => ({ field: prefix + name, before: normalizedValue(name, before), after: normalizedValue(name, after) }))
    .filter((change) => change.before !== change.after);
}

/** For the service, a missing value, an empty text and false are the same, and the default currency is CNY. */
function normalizedValue(name: string, message: object): unknown {
  const value = (message as Readonly<Record<string, unknown>>)[name];
  const isDefault = value === '' || value === false || value === null || (name === 'feeType' && value === 'CNY');
  return isDefault ? undefined : value;
}

function itemChanges<Item extends object>(
  list: string,
  fields: readonly Field[],
  before: readonly Item[] = [],
  after: readonly Item[] = [],
  idOf: (item: Item) => string | undefined,
): FieldChange[] {
  const beforeById = new Map(before.map((item) => [idOf(item), item]));
  const afterById = new Map(after.map((item) => [idOf(item), item]));
  const changes: FieldChange[] = [];
  for (const [id, item] of afterById) {
    const previous = beforeById.get(id);
    if (previous === undefined) changes.push({ field: `${list}[${id}]`, before: undefined, after: item });
    else changes.push(...scalarChanges(`${list}[${id}].`, fields, previous, item));
  }
  for (const [id, item] of beforeById) {
    if (!afterById.has(id)) changes.push({ field: `${list}[${id}]`, before: item, after: undefined });
  }
  return changes;
}
