import type { ConfigurationInput } from '../../src/index.ts';

/** A key that no other text contains, so that a leak of it can be searched for. */
export const authenKey = '1F6E3C2B9A8D4E5F7061524334251607';

/** The merchant that the sandbox serves. */
export const merchant: ConfigurationInput = {
  outMchId: 'sz01lXKA6DKGjNzr2l4B',
  outSubMchId: 'sz01KzuCUOmw8yjtPite',
  outShopId: 'sz011biKxOguirmBqiFR',
  deviceId: '824',
  machineNo: 'till-1',
  cloudCashierId: 'sz010002cz',
  authenKey,
};

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
