import { type MchSubMchInfos, PayPlatform, sdkQuerySubMchInfoEndpoint } from '@cloudpay/proto';
import type { Merchant } from '../service/merchant/merchant.ts';
import { serviceProvider } from '../service/merchant/service-provider.ts';
import { pageOf } from '../service/reports/entries.ts';
import { envelopedHandler } from './handler.ts';

/** 查询子商户: the merchant of a service provider, on the platforms whose numbers the sandbox has. */
export const sdkQuerySubMchInfo = envelopedHandler(sdkQuerySubMchInfoEndpoint, {
  isList: true,
  perform({ pageNum, pageSize }, { merchant }) {
    const all = [onWechatPay(merchant)];
    return { payload: { subMchInfos: [...pageOf(all, pageNum, pageSize)], totalCount: all.length } };
  },
});

function onWechatPay(merchant: Merchant): MchSubMchInfos {
  const { mchId, subMchId, outMchId, outSubMchId, cloudCashierId } = merchant;
  return {
    payPlatform: PayPlatform.WechatPay,
    mchId,
    outMchId,
    companyName: serviceProvider.companyName,
    subMchInfos: [{ subMchId, outSubMchId, cloudCashierId, ...merchant.names() }],
  };
}
