import { type MchSubMchInfos, PayPlatform, SdkQuerySubMchInfoAnswer, SdkQuerySubMchInfoRequest } from '@cloudpay/proto';
import type { Merchant } from '../service/merchant/merchant.ts';
import { pageOf } from '../service/reports/entries.ts';
import { envelopedEndpoint } from './endpoint.ts';

/** 查询子商户: the merchant below its service provider, on the platforms whose numbers the sandbox knows. */
export const sdkQuerySubMchInfo = envelopedEndpoint({
  name: 'sdk_query_sub_mch_info',
  answerKey: 'query_sub_mch_info',
  request: SdkQuerySubMchInfoRequest,
  payload: SdkQuerySubMchInfoAnswer,
  isList: true,
  perform({ outSubMchId, pageNum, pageSize }, { merchant }) {
    merchant.checkSubMch('out_sub_mch_id', outSubMchId);
    const all = [onWechatPay(merchant)];
    return { payload: { subMchInfos: [...pageOf(all, pageNum, pageSize)], totalCount: all.length } };
  },
});

function onWechatPay({ mchId, subMchId, outMchId, outSubMchId, cloudCashierId }: Merchant): MchSubMchInfos {
  const subMchInfo = {
    subMchId,
    outSubMchId,
    cloudCashierId,
    companyName: '云支付体验商户有限公司',
    merchantName: '云支付体验店',
  };
  return {
    payPlatform: PayPlatform.WechatPay,
    mchId,
    outMchId,
    companyName: '云支付体验服务商有限公司',
    subMchInfos: [subMchInfo],
  };
}
