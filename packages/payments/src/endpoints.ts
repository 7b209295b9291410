import type { Endpoint } from '@cloudpay/core';
import {
  ClientOrderDetailAnswer,
  ClientOrderDetailRequest,
  ClientSubMchSalesOverviewAnswer,
  ClientSubMchSalesOverviewRequest,
  CloseOrderAnswer,
  CloseOrderRequest,
  MicroPayAnswer,
  MicroPayRequest,
  QueryIdentityMappingAnswer,
  QueryIdentityMappingRequest,
  QueryOrderAnswer,
  QueryOrderListAnswer,
  QueryOrderListOverviewAnswer,
  QueryOrderListOverviewRequest,
  QueryOrderListRequest,
  QueryOrderRequest,
  QueryRefundOrderAnswer,
  QueryRefundOrderRequest,
  RefundAnswer,
  RefundRequest,
  ReverseAnswer,
  ReverseRequest,
  ScanCodePayAnswer,
  ScanCodePayRequest,
} from '@cloudpay/proto';

export const microPayEndpoint: Endpoint<MicroPayRequest, MicroPayAnswer> = {
  path: 'micro_pay',
  answerKey: 'micro_pay',
  request: MicroPayRequest,
  answer: MicroPayAnswer,
};

export const queryOrderEndpoint: Endpoint<QueryOrderRequest, QueryOrderAnswer> = {
  path: 'query_order',
  answerKey: 'query_order',
  request: QueryOrderRequest,
  answer: QueryOrderAnswer,
};

export const scanCodePayEndpoint: Endpoint<ScanCodePayRequest, ScanCodePayAnswer> = {
  path: 'scan_code_pay',
  answerKey: 'scan_code_pay',
  request: ScanCodePayRequest,
  answer: ScanCodePayAnswer,
};

export const reverseEndpoint: Endpoint<ReverseRequest, ReverseAnswer> = {
  path: 'reverse',
  answerKey: 'reverse',
  request: ReverseRequest,
  answer: ReverseAnswer,
};

export const closeOrderEndpoint: Endpoint<CloseOrderRequest, CloseOrderAnswer> = {
  path: 'close_order',
  // One documented sample answers under `query_order`.
  mayLackPayload: true,
  answerKey: 'close_order',
  request: CloseOrderRequest,
  answer: CloseOrderAnswer,
};

export const refundEndpoint: Endpoint<RefundRequest, RefundAnswer> = {
  path: 'refund',
  answerKey: 'refund',
  request: RefundRequest,
  answer: RefundAnswer,
};

export const queryRefundOrderEndpoint: Endpoint<QueryRefundOrderRequest, QueryRefundOrderAnswer> = {
  path: 'query_refund_order',
  answerKey: 'query_refund_order',
  request: QueryRefundOrderRequest,
  answer: QueryRefundOrderAnswer,
};

export const clientOrderDetailEndpoint: Endpoint<ClientOrderDetailRequest, ClientOrderDetailAnswer> = {
  path: 'client_order_detail',
  answerKey: 'order_detail_query',
  request: ClientOrderDetailRequest,
  answer: ClientOrderDetailAnswer,
};

export const queryOrderListEndpoint: Endpoint<QueryOrderListRequest, QueryOrderListAnswer> = {
  path: 'query_order_list',
  answerKey: 'query_order_list',
  request: QueryOrderListRequest,
  answer: QueryOrderListAnswer,
};

export const queryOrderListOverviewEndpoint: Endpoint<QueryOrderListOverviewRequest, QueryOrderListOverviewAnswer> = {
  path: 'query_order_list_overview',
  answerKey: 'query_order_list_overview',
  request: QueryOrderListOverviewRequest,
  answer: QueryOrderListOverviewAnswer,
};

export const clientSubMchSalesOverviewEndpoint: Endpoint<ClientSubMchSalesOverviewRequest, ClientSubMchSalesOverviewAnswer> = {
  path: 'client_sub_mch_sales_overview',
  answerKey: 'client_sub_mch_sales_overview',
  request: ClientSubMchSalesOverviewRequest,
  answer: ClientSubMchSalesOverviewAnswer,
};

export const queryIdentityMappingEndpoint: Endpoint<QueryIdentityMappingRequest, QueryIdentityMappingAnswer> = {
  path: 'query_identity_mapping',
  answerKey: 'query_identity_mapping',
  request: QueryIdentityMappingRequest,
  answer: QueryIdentityMappingAnswer,
};
