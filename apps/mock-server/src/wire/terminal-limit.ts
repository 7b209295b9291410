/** Official terminals have no more room for the response to a call about a single order, in bytes. */
const terminalRoom = 4095;

/** Texts that the terminal sent itself and can do without, the first to go first. */
const expendableTexts = [
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
];

/** Lists that lose their oldest items once no text is left to leave out, as WeChat Pay's own query answers only the latest refunds. */
const expendableItems = ['order_client', 'refund_order_content'];

/**
 * Writes a response so that an official terminal can hold it: what the terminal knows anyway is left out, piece by piece, until it fits.
 *
 * @param payload wire JSON of our own making; whatever has to go is deleted from it
 * @param write the whole response as the ASCII text that is sent
 */
export function writeForTerminal(payload: object, write: () => string): string {
  let text = write();
  for (const name of expendableTexts) {
    if (text.length <= terminalRoom) return text;
    if (deleteEverywhere(payload, name)) text = write();
  }
  while (text.length > terminalRoom && dropOldestItem(payload)) text = write();
  return text;
}

function deleteEverywhere(value: object, name: string): boolean {
  const here = Reflect.has(value, name) && Reflect.deleteProperty(value, name);
  const below = Object.values(value).filter((item) => typeof item === 'object' && item !== null);
  return below.map((item: object) => deleteEverywhere(item, name)).includes(true) || here;
}

function dropOldestItem(payload: object): boolean {
  const lists = Object.values(payload)
    .flatMap((body: Record<string, unknown>) => expendableItems.map((name) => body[name]))
    .filter((list) => Array.isArray(list) && list.length > 1) as unknown[][];
  for (const list of lists) list.shift();
  return lists.length > 0;
}
