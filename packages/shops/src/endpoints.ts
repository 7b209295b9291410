import type { Endpoint } from '@cloudpay/core';
import {
  QuerySubMchShopInfoAnswer,
  QuerySubMchShopInfoRequest,
  SdkQuerySubMchInfoAnswer,
  SdkQuerySubMchInfoRequest,
  SetSubMchShopInfoAnswer,
  SetSubMchShopInfoRequest,
} from '@cloudpay/proto';

export const setSubMchShopInfoEndpoint: Endpoint<SetSubMchShopInfoRequest, SetSubMchShopInfoAnswer> = {
  path: 'set_sub_mch_shop_info',
  answerKey: 'set_shop_info',
  request: SetSubMchShopInfoRequest,
  answer: SetSubMchShopInfoAnswer,
};

export const querySubMchShopInfoEndpoint: Endpoint<QuerySubMchShopInfoRequest, QuerySubMchShopInfoAnswer> = {
  path: 'query_sub_mch_shop_info',
  answerKey: 'query_shop_info',
  request: QuerySubMchShopInfoRequest,
  answer: QuerySubMchShopInfoAnswer,
};

export const sdkQuerySubMchInfoEndpoint: Endpoint<SdkQuerySubMchInfoRequest, SdkQuerySubMchInfoAnswer> = {
  path: 'sdk_query_sub_mch_info',
  answerKey: 'query_sub_mch_info',
  request: SdkQuerySubMchInfoRequest,
  answer: SdkQuerySubMchInfoAnswer,
};
