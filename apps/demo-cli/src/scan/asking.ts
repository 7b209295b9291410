import type { LoggedIn, LoginConfiguration, LoginParameter } from '@cloudpay/security';
import type { Display } from '../terminal/display.ts';
import { Lines } from '../terminal/lines.ts';

const labels: Readonly<Record<LoginParameter, string>> = {
  mchId: '服务商商户号 merchant id of the service provider',
  subMchId: '子商户号 merchant id',
  shopId: '门店编号 shop id',
  outMchId: '云支付商户号 Cloud Pay number of the service provider',
  outSubMchId: '云支付子商户号 Cloud Pay number of the merchant',
  outShopId: '云支付门店号 Cloud Pay number of the shop',
};

/**
 * Asks a person for ids.
 *
 * @returns undefined when they give up
 */
export async function askForIds(
  missing: readonly LoginParameter[],
): Promise<Partial<Record<LoginParameter, string>> | undefined> {
  using lines = new Lines();
  const ids: Partial<Record<LoginParameter, string>> = {};
  for (const name of missing) {
    const id = await insist(lines, `${labels[name]}: `);
    if (id === undefined) return undefined;
    ids[name] = id;
  }
  return ids;
}

/**
 * Asks a person for what a till needs to take payments, as far as the login has not told it.
 *
 * @returns undefined when they leave it for later
 */
export async function askForConfiguration(
  { outShopId, shops }: LoggedIn,
  display: Display,
): Promise<LoginConfiguration | undefined> {
  const devices = shops.find((shop) => shop.outShopId === outShopId)?.devices ?? [];
  const first = devices[0]?.deviceId;
  display.line();
  display.line('首次登入，请录入配置；密钥不显示，直接回车则稍后再录 The first login: enter the configuration.');
  display.line('The key does not show; Enter alone leaves it for later.');
  using lines = new Lines();
  const authenKey = await lines.next({ prompt: '认证密钥 authen_key: ', hidden: true });
  if (!authenKey) return undefined;
  const prompt = `设备号 device id${first === undefined ? '' : ` [${first}]`}: `;
  const deviceId = first === undefined ? await insist(lines, prompt) : (await lines.next({ prompt })) || first;
  return deviceId === undefined ? undefined : { authenKey, deviceId };
}

async function insist(lines: Lines, prompt: string): Promise<string | undefined> {
  for (;;) {
    const line = await lines.next({ prompt });
    if (line !== '') return line;
  }
}
