import type { Endpoint } from '@cloudpay/core';
import {
  ClientInitializeAnswer,
  ClientInitializeRequest,
  ClientTryGetInitializersAnswer,
  ClientTryGetInitializersRequest,
  QueryIdentityMappingAnswer,
  QueryIdentityMappingRequest,
} from '@cloudpay/proto';

export const queryIdentityMappingEndpoint: Endpoint<QueryIdentityMappingRequest, QueryIdentityMappingAnswer> = {
  path: 'query_identity_mapping',
  answerKey: 'query_identity_mapping',
  request: QueryIdentityMappingRequest,
  answer: QueryIdentityMappingAnswer,
};

export const clientInitializeEndpoint: Endpoint<ClientInitializeRequest, ClientInitializeAnswer> = {
  path: 'client_initialize',
  answerKey: 'client_initialize',
  request: ClientInitializeRequest,
  answer: ClientInitializeAnswer,
};

export const clientTryGetInitializersEndpoint: Endpoint<ClientTryGetInitializersRequest, ClientTryGetInitializersAnswer> = {
  path: 'client_try_get_initializers',
  answerKey: 'client_try_get_initializers',
  request: ClientTryGetInitializersRequest,
  answer: ClientTryGetInitializersAnswer,
};
