import { DeviceInfo, type Message, ShopInfo, StaffInfo } from '@cloudpay/proto';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a message that an upload may set. The service sets the others and ignores them in an upload. */
interface Uploadable {
  readonly message: Message<object>;
  /** camelCase. */
  readonly madeByTheService: readonly string[];
  /** Lists whose items have an id of the merchant. */
  readonly lists: Readonly<Record<string, ItemsOf>>;
}

interface ItemsOf extends Uploadable {
  readonly id: string;
}

const uploadableShop: Uploadable = {
  message: ShopInfo,
  madeByTheService: [
    'outShopId',
    'outShopIdUrl',
    'createTime',
    'updateTime',
    'goodsTag',
    'payPageMode',
    'shopType',
    'qrcodeInfos',
    'receiveNotifyAfterDuty',
    'sendMicroPayNotify',
    'shopGroupId',
    'disableMembershipCard',
    'wxpayShopInfoExt',
    'alipayShopInfoExt',
  ],
  lists: {
    deviceInfos: { message: DeviceInfo, id: 'deviceId', madeByTheService: ['bindStatus', 'outDeviceId'], lists: {} },
    staffInfos: { message: StaffInfo, id: 'staffId', madeByTheService: ['outStaffId', 'tradeQrCode'], lists: {} },
  },
};

/**
 * Merges an uploaded shop into the stored one. An absent field keeps its value, and an empty field deletes it. A list then
 * has exactly the uploaded devices or staff, each merged with its stored data. (That lists are replaced is an inference.)
 *
 * @param kept the stored shop; undefined for a new one
 */
export function mergeUpload(kept: ShopInfo | undefined, sent: ShopInfo): ShopInfo {
  return merged(uploadableShop, kept, sent as Fields);
}

function merged({ message, madeByTheService, lists }: Uploadable, kept: object | undefined, sent: Fields): object {
  const result: Record<string, unknown> = { ...kept };
  for (const { name } of message.fields) {
    const value = sent[name];
    if (value === undefined || madeByTheService.includes(name)) continue;
    const items = lists[name];
    if (value === '') delete result[name];
    else result[name] = items ? mergedItems(items, result[name] as Fields[] | undefined, value as Fields[]) : value;
  }
  return result;
}

function mergedItems(items: ItemsOf, kept: readonly Fields[] = [], sent: readonly Fields[]): object[] {
  const byId = new Map(kept.map((item) => [item[items.id], item]));
  return sent.map((item) => merged(items, byId.get(item[items.id]), item));
}
