import { DeviceInfo, type Message, ShopInfo, StaffInfo } from '@cloudpay/proto';

type Fields = Readonly<Record<string, unknown>>;

/** What an upload may set of a message. The rest of its fields are the service's, who takes no notice when a client sends them back. */
interface Uploadable {
  readonly message: Message<object>;
  /** camelCase. */
  readonly madeByTheService: readonly string[];
  /** Lists whose items are known by an id of the merchant's. */
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
 * A shop as it is after an upload. A field that was left out keeps its value, one that was sent empty loses it; a list holds exactly the
 * devices or staff that were sent, each of them merged with what was known of it. (That lists are replaced and not joined is an inference.)
 *
 * @param kept the shop so far; undefined for a new one
 */
export function afterUpload(kept: ShopInfo | undefined, sent: ShopInfo): ShopInfo {
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
