import { merchant as sandboxMerchant } from '@cloudpay/test-kit';
import type { ConfigurationInput } from '../../src/index.ts';

/** A till of the sandbox's merchant. */
export const merchant: ConfigurationInput = { ...sandboxMerchant, machineNo: 'till-1', cloudCashierId: 'sz010002cz' };

/** Customers' codes that make the sandbox play a scenario. */
export const codes = {
  wechat: (scenario = '0000') => `13452027382538${scenario}`,
  alipay: (scenario = '0000') => `28212934041439${scenario}`,
  card: (scenario = '0000') => `9912345678${scenario}`,
};

let numbers = 0;

/** An order or refund number that no test of this process has used. */
export function newNumber(): string {
  numbers += 1;
  return `sz010002cz${String(numbers).padStart(6, '0')}`;
}

/** A sound micro payment. */
export function coffee(authorCode = codes.wechat(), outTradeNo = newNumber()) {
  return { outTradeNo, authorCode, totalFee: 1999, body: '咖啡' };
}
