import { ConfigurationError, createOrderNumbers } from '@cloudpay/core';
import type { PaymentsContext } from './context.ts';

/** 生成订单号: `Payments.newOrderNumber`. */
export async function newOrderNumber(context: PaymentsContext): Promise<string> {
  const { cloudCashierId } = context.client.configuration;
  if (cloudCashierId === undefined) {
    throw new ConfigurationError('cloudCashierId', '生成订单号需要订单前缀 (the prefix is needed to make numbers)');
  }
  return newNumber(context, cloudCashierId);
}

/** Makes a number for a refund. Without a configured prefix it takes that of its order: 8 digits, or 10 characters. */
export function newRefundNumber(context: PaymentsContext, outTradeNo: string): Promise<string> {
  const { cloudCashierId = outTradeNo.slice(0, /^\d{8}/.test(outTradeNo) ? 8 : 10) } = context.client.configuration;
  return newNumber(context, cloudCashierId);
}

function newNumber({ client, numbers, numberMark }: PaymentsContext, cloudCashierId: string): Promise<string> {
  let next = numbers.get(cloudCashierId);
  if (next === undefined) {
    next = createOrderNumbers({ cloudCashierId, clock: client.clock, ...(numberMark && { mark: numberMark }) });
    numbers.set(cloudCashierId, next);
  }
  return next();
}
