import { isJsonObject } from '@cloudpay/proto';
import type { Random } from '../../environment/random.ts';
import { carelessCode, carelessId, carelessText, carelessType } from './careless-values.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Texts that a shop wrote, or that people read. */
const texts: ReadonlySet<string> = new Set([
  ...['body', 'detail', 'remark', 'attach', 'goods_tag', 'product_id', 'client_flow_id'],
  ...['refund_reason', 'client_refund_flow_id', 'shop_name', 'staff_name', 'device_name'],
]);

const ids: ReadonlySet<string> = new Set(['device_id', 'machine_no', 'staff_id']);

/** Fields that decide nothing. They may be missing, or have another type. */
const undecisiveFields: ReadonlySet<string> = new Set([
  ...['nonce_str', 'is_transforming', 'last_update_time', 'cash_fee_type', 'bank_type', 'fund_change', 'refund_channel'],
  ...['inner_refund_success_time', 'terminal_type', 'sdk_version', 'spbill_create_ip'],
]);

/**
 * Messages about orders and refunds; the service is careless within them. Elsewhere it is exact, for example in logins and
 * shops.
 */
const carelessMessages: ReadonlySet<string> = new Set([
  'order_content',
  'order_client',
  'refund_order_content',
  'order_details',
]);

/**
 * Values that a careless service adds to messages about orders and refunds for fields that were never set. Amounts and
 * states are not among them.
 */
const addedValues: ReadonlyMap<string, JsonObject> = new Map(
  Object.entries({
    order_content: { detail: '', remark: '', client_flow_id: '', context: '', time_expire: 0, source_type: 0 },
    order_client: { device_id: '', machine_no: '', staff_id: '', sn_code: '', shop_id: '', sub_terminal_type: 0 },
    wxpay_order_content_ext: { attach: '', goods_tag: '', product_id: '', limit_pay: '' },
    alipay_order_content_ext: { subject: '', buyer_logon_id: '', seller_id: '' },
    refund_order_content: { refund_reason: '' },
    order: {},
    refund_order: {},
  }),
);

/**
 * Rewrites JSON like a careless service: it changes what other systems may change. Numbers of orders and refunds,
 * merchants, the platform, amounts and states stay.
 *
 * @param keepsTypes whether every field keeps its type, as official terminals need it
 */
export function rewriteCarelessly(payload: JsonObject, random: Random, keepsTypes: boolean): JsonObject {
  return rewrittenInside(payload, { random, keepsTypes }) as JsonObject;
}

interface Carelessness {
  readonly random: Random;
  readonly keepsTypes: boolean;
}

function rewrittenInside(value: unknown, how: Carelessness): unknown {
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).map(([name, item]) => {
    return [name, carelessMessages.has(name) ? rewritten(item, name, how) : rewrittenInside(item, how)];
  });
  return Object.fromEntries(fields);
}

/** @param within the name of the message that the value belongs to */
function rewritten(value: unknown, within: string, how: Carelessness): unknown {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, within, how));
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).flatMap(([name, item]) => {
    const changed = carelessField(name, item, how);
    return changed === undefined ? [] : [[name, changed] as const];
  });
  const unset = addedValues.get(within);
  if (unset === undefined) return Object.fromEntries(fields);
  const added = Object.entries(unset).filter(([name]) => value[name] === undefined);
  return { ...Object.fromEntries(fields), ...Object.fromEntries(added), undocumented: { trace: [how.random.text(8), null] } };
}

/** @returns undefined if the field is left out */
function carelessField(name: string, value: unknown, how: Carelessness): unknown {
  const { random, keepsTypes } = how;
  if (texts.has(name) && typeof value === 'string') return carelessText(value, random);
  if (ids.has(name) && typeof value === 'string') return carelessId(value, random, keepsTypes);
  if (name === 'author_code' && typeof value === 'string') return carelessCode(value, random);
  if (undecisiveFields.has(name)) return carelessType(value, random, keepsTypes);
  return rewritten(value, name, how);
}
