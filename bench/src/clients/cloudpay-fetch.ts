import { importSdk } from '../sdk.ts';
import { merchant, orderNumber, type Setting } from '../setting.ts';
import type { Call } from './call.ts';

export async function connect(setting: Setting): Promise<Call> {
  const { createFetchTransport, Payments } = await importSdk(setting.installed);
  const baseUrls = [`http://127.0.0.1:${setting.port}${setting.order}`];
  const transport = createFetchTransport(globalThis.fetch);
  const payments = new Payments({ ...merchant, deviceId: '824', authenKey: setting.authenKey, baseUrls, transport });
  return async () => {
    const { result } = await payments.queryOrder({ outTradeNo: orderNumber });
    if (result !== 'paid') throw new Error(`the order is ${result}`);
  };
}
