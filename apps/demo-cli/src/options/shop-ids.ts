import type { LoginParameters } from '@cloudpay/security';
import { type Command, Option } from 'commander';

/** Which shop a scan is for, by its WeChat Pay numbers. */
export interface ShopIdOptions {
  readonly mchId?: string;
  readonly subMchId?: string;
  readonly shopId?: string;
}

const names = ['mchId', 'subMchId', 'shopId'] as const;

/**
 * Adds {@link ShopIdOptions} to a command.
 *
 * @param note when they may be left out
 */
export function withShopIdOptions(command: Command, note = ''): Command {
  return command
    .option('--mch-id <id>', `服务商商户号 merchant id of the service provider${note}`)
    .option('--sub-mch-id <id>', '子商户号 merchant id')
    .option('--shop-id <id>', '门店编号 shop id')
    .addOption(
      new Option('--platform <name>', '以上编号所属平台 whose numbers these are').choices(['wechat']).default('wechat'),
    );
}

/** Never a default in the place of what was not given. */
export function shopIdsOf({ mchId, subMchId, shopId }: ShopIdOptions): LoginParameters {
  return { ...(mchId && { mchId }), ...(subMchId && { subMchId }), ...(shopId && { shopId }) };
}

/** The ids that were not given. */
export function missingShopIds(options: ShopIdOptions): (typeof names)[number][] {
  return names.filter((name) => !options[name]);
}
