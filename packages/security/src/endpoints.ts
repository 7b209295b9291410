import type { Endpoint } from '@cloudpay/core';
import {
  ClientInitializeRequest,
  ClientInitializeResponse,
  ClientTryGetInitializersRequest,
  ClientTryGetInitializersResponse,
  QueryIdentityMappingRequest,
  QueryIdentityMappingResponse,
} from '@cloudpay/proto';

export const queryIdentityMappingEndpoint: Endpoint<QueryIdentityMappingRequest, QueryIdentityMappingResponse> = {
  path: 'query_identity_mapping',
  responseKey: 'query_identity_mapping',
  request: QueryIdentityMappingRequest,
  response: QueryIdentityMappingResponse,
};

export const clientInitializeEndpoint: Endpoint<ClientInitializeRequest, ClientInitializeResponse> = {
  path: 'client_initialize',
  responseKey: 'client_initialize',
  request: ClientInitializeRequest,
  response: ClientInitializeResponse,
};

export const clientTryGetInitializersEndpoint: Endpoint<ClientTryGetInitializersRequest, ClientTryGetInitializersResponse> = {
  path: 'client_try_get_initializers',
  responseKey: 'client_try_get_initializers',
  request: ClientTryGetInitializersRequest,
  response: ClientTryGetInitializersResponse,
};
