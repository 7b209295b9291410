import { PayPlatform } from '@cloudpay/payments';
import { type Command, Option } from 'commander';

const platforms = { wechat: PayPlatform.WechatPay, alipay: PayPlatform.Alipay } as const;

/** Who takes the payment. */
export interface PlatformOption {
  readonly platform: keyof typeof platforms;
}

/** Adds {@link PlatformOption} to a command. */
export function withPlatformOption(command: Command): Command {
  const option = new Option('--platform <name>', '支付平台 platform').choices(Object.keys(platforms)).makeOptionMandatory();
  return command.addOption(option);
}

export function platformOf({ platform }: PlatformOption): PayPlatform {
  return platforms[platform];
}
