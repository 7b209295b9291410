import { ConfigurationError, createOrderNumbers } from '@cloudpay/core';
import type { PaymentsContext } from './context.ts';

/** 生成订单号: `Payments.newOrderNumber`. */
export async function newOrderNumber(context: PaymentsContext): Promise<string> {
  const [prefix] = context.client.configuration.cloudCashierId ?? [];
  if (prefix === undefined) {
    throw new ConfigurationError('cloudCashierId', '生成订单号需要订单前缀 (the prefix is needed to make numbers)');
  }
  return newNumber(context, prefix);
}

/** Makes a number for a refund. Without a configured prefix it takes the first ten characters of its order's number: they hold any prefix. */
export function newRefundNumber(context: PaymentsContext, outTradeNo: string): Promise<string> {
  const [prefix = firstCharacters(outTradeNo)] = context.client.configuration.cloudCashierId ?? [];
  return newNumber(context, prefix);
}

/** An 8-digit prefix may be followed by what no prefix holds, for example `-`. */
function firstCharacters(outTradeNo: string): string {
  return outTradeNo.slice(0, /^[0-9A-Za-z]{10}/.test(outTradeNo) ? 10 : 8);
}

function newNumber({ client, numbers, numberMark }: PaymentsContext, cloudCashierId: string): Promise<string> {
  let next = numbers.get(cloudCashierId);
  if (next === undefined) {
    next = createOrderNumbers({ cloudCashierId, clock: client.clock, ...(numberMark && { mark: numberMark }) });
    numbers.set(cloudCashierId, next);
  }
  return next();
}
