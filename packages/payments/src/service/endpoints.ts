import type { Endpoint } from '@cloudpay/core';
import {
  ClientOrderDetailRequest,
  ClientOrderDetailResponse,
  ClientSubMchSalesOverviewRequest,
  ClientSubMchSalesOverviewResponse,
  CloseOrderRequest,
  CloseOrderResponse,
  MicroPayRequest,
  MicroPayResponse,
  QueryIdentityMappingRequest,
  QueryIdentityMappingResponse,
  QueryOrderListOverviewRequest,
  QueryOrderListOverviewResponse,
  QueryOrderListRequest,
  QueryOrderListResponse,
  QueryOrderRequest,
  QueryOrderResponse,
  QueryRefundOrderRequest,
  QueryRefundOrderResponse,
  RefundRequest,
  RefundResponse,
  ReverseRequest,
  ReverseResponse,
  ScanCodePayRequest,
  ScanCodePayResponse,
} from '@cloudpay/proto';

export const microPayEndpoint: Endpoint<MicroPayRequest, MicroPayResponse> = {
  path: 'micro_pay',
  responseKey: 'micro_pay',
  request: MicroPayRequest,
  response: MicroPayResponse,
};

export const queryOrderEndpoint: Endpoint<QueryOrderRequest, QueryOrderResponse> = {
  path: 'query_order',
  responseKey: 'query_order',
  request: QueryOrderRequest,
  response: QueryOrderResponse,
};

export const scanCodePayEndpoint: Endpoint<ScanCodePayRequest, ScanCodePayResponse> = {
  path: 'scan_code_pay',
  responseKey: 'scan_code_pay',
  request: ScanCodePayRequest,
  response: ScanCodePayResponse,
};

export const reverseEndpoint: Endpoint<ReverseRequest, ReverseResponse> = {
  path: 'reverse',
  responseKey: 'reverse',
  request: ReverseRequest,
  response: ReverseResponse,
};

export const closeOrderEndpoint: Endpoint<CloseOrderRequest, CloseOrderResponse> = {
  path: 'close_order',
  // One documented sample answers under `query_order`.
  mayLackPayload: true,
  responseKey: 'close_order',
  request: CloseOrderRequest,
  response: CloseOrderResponse,
};

export const refundEndpoint: Endpoint<RefundRequest, RefundResponse> = {
  path: 'refund',
  responseKey: 'refund',
  request: RefundRequest,
  response: RefundResponse,
};

export const queryRefundOrderEndpoint: Endpoint<QueryRefundOrderRequest, QueryRefundOrderResponse> = {
  path: 'query_refund_order',
  responseKey: 'query_refund_order',
  request: QueryRefundOrderRequest,
  response: QueryRefundOrderResponse,
};

export const clientOrderDetailEndpoint: Endpoint<ClientOrderDetailRequest, ClientOrderDetailResponse> = {
  path: 'client_order_detail',
  responseKey: 'order_detail_query',
  request: ClientOrderDetailRequest,
  response: ClientOrderDetailResponse,
};

export const queryOrderListEndpoint: Endpoint<QueryOrderListRequest, QueryOrderListResponse> = {
  path: 'query_order_list',
  responseKey: 'query_order_list',
  request: QueryOrderListRequest,
  response: QueryOrderListResponse,
};

export const queryOrderListOverviewEndpoint: Endpoint<QueryOrderListOverviewRequest, QueryOrderListOverviewResponse> = {
  path: 'query_order_list_overview',
  responseKey: 'query_order_list_overview',
  request: QueryOrderListOverviewRequest,
  response: QueryOrderListOverviewResponse,
};

export const clientSubMchSalesOverviewEndpoint: Endpoint<ClientSubMchSalesOverviewRequest, ClientSubMchSalesOverviewResponse> =
  {
    path: 'client_sub_mch_sales_overview',
    responseKey: 'client_sub_mch_sales_overview',
    request: ClientSubMchSalesOverviewRequest,
    response: ClientSubMchSalesOverviewResponse,
  };

export const queryIdentityMappingEndpoint: Endpoint<QueryIdentityMappingRequest, QueryIdentityMappingResponse> = {
  path: 'query_identity_mapping',
  responseKey: 'query_identity_mapping',
  request: QueryIdentityMappingRequest,
  response: QueryIdentityMappingResponse,
};
