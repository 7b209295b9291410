import { ConfigurationError, createOrderNumbers } from '@cloudpay/core';
import type { PaymentsContext } from './context.ts';

/**
 * 生成订单号: makes a number for an order or a refund, which no other device makes and which sorts after the earlier ones.
 *
 * It replaces no C function, and sends nothing. It begins with the first prefix of `cloudCashierId`.
 *
 * @param context from `openPayments`
 * @returns 32 characters
 * @throws ConfigurationError (field `cloudCashierId`) when the merchant's prefix is not configured
 * @throws what the `numberMark` throws
 * @example
 * const outTradeNo = await newOrderNumber(context);
 */
export async function newOrderNumber(context: PaymentsContext): Promise<string> {
  const [prefix] = context.client.configuration.cloudCashierId ?? [];
  if (prefix === undefined) {
    throw new ConfigurationError('cloudCashierId', '生成订单号需要订单前缀 (the prefix is needed to make numbers)');
  }
  return newNumber(context, prefix);
}

/** Makes a number for a refund. Without a configured prefix, it begins with the first characters of its order's number. */
export function newRefundNumber(context: PaymentsContext, outTradeNo: string): Promise<string> {
  const [prefix = firstCharacters(outTradeNo)] = context.client.configuration.cloudCashierId ?? [];
  return newNumber(context, prefix);
}

/** Ten characters hold any prefix. An 8-digit prefix may be followed by a character that no prefix has, for example `-`. */
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
