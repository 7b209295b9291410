import type { LoginParameters } from '@cloudpay/security';
import { type Command, Option } from 'commander';

/** Which shop a scan is for, by its WeChat Pay numbers. */
export interface ShopIdOptions {
  readonly mchId?: string;
  readonly subMchId?: string;
  readonly shopId?: string;
}

/** Adds {@link ShopIdOptions} to a command. */
export function withShopIdOptions(command: Command): Command {
  return command
    .option('--mch-id <id>', '服务商商户号；有了加密的配置文件即可省略 not needed once the file is there')
    .option('--sub-mch-id <id>', '子商户号')
    .option('--shop-id <id>', '门店编号')
    .addOption(
      new Option('--platform <name>', '以上编号所属平台 whose numbers these are').choices(['wechat']).default('wechat'),
    );
}

/** Never a default in the place of what was not given. */
export function shopIdsOf({ mchId, subMchId, shopId }: ShopIdOptions): LoginParameters {
  return { ...(mchId && { mchId }), ...(subMchId && { subMchId }), ...(shopId && { shopId }) };
}
