import { isJsonObject } from '@cloudpay/proto';

/**
 * Fields that the documents require but working clients omit: by endpoint, the paths of the fields, each with a value that
 * satisfies the schema. The service accepts such requests.
 */
const tolerated: ReadonlyMap<string, ReadonlyMap<string, unknown>> = new Map(
  Object.entries({
    set_sub_mch_shop_info: { is_all: false, 'shop_infos[].device_infos[].device_name': '-', nonce_str: '-' },
    refund: { 'order_client.device_id': '-' },
    close_order: { trade_type: 2 },
    query_order_list: { nonce_str: '-' },
    query_order_list_overview: { nonce_str: '-' },
    query_sub_mch_shop_info: { nonce_str: '-' },
    sdk_query_sub_mch_info: { nonce_str: '-' },
  }).map(([endpoint, fields]) => [endpoint, new Map<string, unknown>(Object.entries(fields))]),
);

/** A request's content with its missing fields filled in, and their names. */
export interface Completed {
  readonly content: Readonly<Record<string, unknown>>;
  /** The paths of the fields, for example `order_client.device_id`. */
  readonly missing: readonly string[];
}

/**
 * Fills in the fields that clients of the endpoint may omit. Only the check against the schema uses the result; the call is
 * carried out on the content as sent.
 */
export function completed(endpoint: string, content: Readonly<Record<string, unknown>>): Completed {
  const missing: string[] = [];
  let full = content;
  for (const [place, value] of tolerated.get(endpoint) ?? []) {
    const filled = fill(full, place.split('.'), value);
    if (filled === full) continue;
    missing.push(place);
    full = filled;
  }
  return { content: full, missing };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** @returns the object itself if nothing is missing */
function fill(object: JsonObject, [step = '', ...rest]: readonly string[], value: unknown): JsonObject {
  const name = step.replace('[]', '');
  const now = object[name];
  if (rest.length === 0) return now === undefined || now === null || now === '' ? { ...object, [name]: value } : object;
  if (!step.endsWith('[]')) {
    const filled = isJsonObject(now) ? fill(now, rest, value) : now;
    return filled === now ? object : { ...object, [name]: filled };
  }
  if (!Array.isArray(now)) return object;
  const items = now.map((item) => (isJsonObject(item) ? fill(item, rest, value) : item));
  return items.every((item, index) => item === now[index]) ? object : { ...object, [name]: items };
}
