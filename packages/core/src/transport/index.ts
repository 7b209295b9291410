export { BaseClient, type CallOptions, type ClientPorts, type ExchangeOptions, type Success } from './base-client.ts';
export { callWithRetries, defaultPatience } from './call-with-retries.ts';
export { CloudPayClient } from './client.ts';
export { type ClientOptions, createClient } from './create-client.ts';
export { type Endpoint, mustBeAuthenticated } from './endpoint.ts';
export { type Credential, type OpenedResponse, openResponse, sealRequest } from './envelope.ts';
export type { CallEvent, CallListener, FailureEvent, RequestEvent, ResponseEvent } from './events.ts';
export { Hosts } from './hosts.ts';
export type { HttpRequest, ResponseHead, Transport } from './transport.ts';
export { createFetchTransport, type Fetch } from './fetch-transport.ts';
export { createNodeTransport } from './node-transport.ts';
export { type Pong, pingTimeout } from './ping.ts';
export {
  type CallKind,
  callKind,
  type Failure,
  failureOf,
  type RetryAction,
  retryDelay,
  retryTable,
} from './retry-policy.ts';
export { sharedTimeout } from './shared-timeout.ts';
