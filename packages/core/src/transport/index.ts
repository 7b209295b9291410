export { BaseClient, type CallOptions, type ClientPorts, type ExchangeOptions, type Success } from './base-client.ts';
export { callWithRetries, defaultPatience } from './call-with-retries.ts';
export { CloudPayClient } from './client.ts';
export { type ClientOptions, createClient } from './create-client.ts';
export { createDirectTransport } from './direct-transport.ts';
export { type Credential, type OpenedResponse, openResponse, sealRequest } from './envelope.ts';
export type { CallEvent, CallListener, FailureEvent, RequestEvent, ResponseEvent } from './events.ts';
export { Hosts } from './hosts.ts';
export type { HttpRequest, Transport } from './http.ts';
export { createHttpTransport, type Fetch } from './http-transport.ts';
export { type Pong, pingTimeout } from './ping.ts';
export {
  type Failure,
  failureOf,
  type RetryAction,
  retryDelay,
  retryTable,
} from './retry-policy.ts';
export { sharedTimeout } from './shared-timeout.ts';
