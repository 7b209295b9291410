import type { Command } from 'commander';

/** The order that a command is about. */
export interface OrderNumberOption {
  readonly outTradeNo: string;
}

/** Adds {@link OrderNumberOption} to a command. */
export function withOrderNumberOption(command: Command): Command {
  return command.requiredOption('--out-trade-no <number>', '订单号 order number');
}
