import type { Command } from 'commander';

/** What an order may be given. */
export interface NewOrderOptions {
  readonly outTradeNo?: string;
  readonly body: string;
}

/** Adds {@link NewOrderOptions} to a command. */
export function withNewOrderOptions(command: Command): Command {
  return command
    .option('--out-trade-no <number>', '订单号，省略则自动生成 order number; one is made if left out')
    .option('--body <text>', '商品描述，顾客在账单上看到 what the customer reads on the bill', '云支付收款');
}
