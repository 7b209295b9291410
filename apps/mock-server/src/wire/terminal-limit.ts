/** The longest response to a call about one order that official terminals can hold, in bytes. */
const maxTerminalBytes = 4095;

/** Fields that a terminal sent itself, or does not need. They are left out in this order. */
const optionalTexts = [
  'undocumented',
  'detail',
  'royalty_info',
  'extend_params',
  'disable_pay_channels',
  'caller_notify_url',
  'client_flow_id',
  'remark',
  'attach',
  'sn_code',
  'shop_id',
  'body',
  'refund_reason',
  'goods_tag',
  'product_id',
  'product_code',
  'staff_id',
  'machine_no',
  'sdk_version',
  'spbill_create_ip',
  'device_id',
  'author_code',
];

/**
 * Writes a response that fits into an official terminal. It leaves out unneeded fields, one after the other, until the
 * response fits. A list of several refunds is written in full.
 *
 * @param payload snake_case JSON of the service; fields are deleted from it
 * @param write writes the whole response as ASCII text
 */
export function writeForTerminal(payload: object, write: () => string): string {
  let text = write();
  if (isList(payload)) return text;
  for (const name of optionalTexts) {
    if (text.length <= maxTerminalBytes) return text;
    if (deleteEverywhere(payload, name)) text = write();
  }
  return text;
}

function deleteEverywhere(value: object, name: string): boolean {
  const here = Reflect.has(value, name) && Reflect.deleteProperty(value, name);
  const below = Object.values(value).filter((item) => typeof item === 'object' && item !== null);
  return below.map((item: object) => deleteEverywhere(item, name)).includes(true) || here;
}

function isList(payload: object): boolean {
  return Object.values(payload).some(({ refund_order_content: refunds }: Record<string, unknown>) => {
    return Array.isArray(refunds) && refunds.length > 1;
  });
}
