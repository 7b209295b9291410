import type { Endpoint } from '@cloudpay/core';
import {
  QuerySubMchShopInfoRequest,
  QuerySubMchShopInfoResponse,
  SdkQuerySubMchInfoRequest,
  SdkQuerySubMchInfoResponse,
  SetSubMchShopInfoRequest,
  SetSubMchShopInfoResponse,
} from '@cloudpay/proto';

export const setSubMchShopInfoEndpoint: Endpoint<SetSubMchShopInfoRequest, SetSubMchShopInfoResponse> = {
  path: 'set_sub_mch_shop_info',
  responseKey: 'set_shop_info',
  request: SetSubMchShopInfoRequest,
  response: SetSubMchShopInfoResponse,
};

export const querySubMchShopInfoEndpoint: Endpoint<QuerySubMchShopInfoRequest, QuerySubMchShopInfoResponse> = {
  path: 'query_sub_mch_shop_info',
  responseKey: 'query_shop_info',
  request: QuerySubMchShopInfoRequest,
  response: QuerySubMchShopInfoResponse,
};

export const sdkQuerySubMchInfoEndpoint: Endpoint<SdkQuerySubMchInfoRequest, SdkQuerySubMchInfoResponse> = {
  path: 'sdk_query_sub_mch_info',
  responseKey: 'query_sub_mch_info',
  request: SdkQuerySubMchInfoRequest,
  response: SdkQuerySubMchInfoResponse,
};
