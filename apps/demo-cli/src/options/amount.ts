import { ArgumentError, fenFromYuan } from '@cloudpay/payments';
import { type Command, Option } from 'commander';

/** An amount: one of the two is given. */
export interface AmountOptions {
  readonly fee?: string;
  readonly yuan?: string;
}

/** Adds {@link AmountOptions} to a command that needs an amount. */
export function withAmountOptions(command: Command): Command {
  return command
    .addOption(new Option('--fee <fen>', '金额，整数分 amount in fen').conflicts('yuan'))
    .option('--yuan <text>', '金额，元，如 19.99 amount in yuan')
    .hook('preAction', (called) => {
      const { fee, yuan } = called.opts<AmountOptions>();
      if (fee === undefined && yuan === undefined) called.error("error: option '--fee <fen>' or '--yuan <text>' is needed");
    });
}

/** @throws ArgumentError for what is no amount; the SDK checks its limits */
export function feeOf({ fee = '', yuan }: AmountOptions): number {
  if (yuan !== undefined) return fenFromYuan(yuan);
  if (/^\d{1,15}$/.test(fee)) return Number(fee);
  throw new ArgumentError('fee', '应为整数分 (must be an integer of fen)');
}
