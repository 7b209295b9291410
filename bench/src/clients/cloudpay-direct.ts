import { importFunctions } from '../sdk.ts';
import { merchant, orderNumber, type Setting } from '../setting.ts';
import type { Call } from './call.ts';

export async function connect(setting: Setting): Promise<Call> {
  const { createDirectTransport, openPayments, queryOrder } = await importFunctions(setting.installed);
  const baseUrls = [`http://127.0.0.1:${setting.port}`];
  const transport = createDirectTransport();
  const payments = openPayments({ ...merchant, deviceId: '824', authenKey: setting.authenKey, baseUrls, transport });
  return async () => {
    const { result } = await queryOrder(payments, { outTradeNo: orderNumber });
    if (result !== 'paid') throw new Error(`the order is ${result}`);
  };
}
