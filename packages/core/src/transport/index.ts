export { callRepeating, defaultPatience } from './call-repeating.ts';
export { CloudPayClient } from './client.ts';
export { type ClientOptions, createClient } from './create-client.ts';
export { createDirectTransport } from './direct-transport.ts';
export { type Endpoint, mustBeAuthenticated } from './endpoint.ts';
export { type Credential, type OpenedAnswer, openAnswer, sealRequest } from './envelope.ts';
export type { AnswerEvent, CallEvent, CallObserver, FailureEvent, RequestEvent } from './events.ts';
export { Hosts } from './hosts.ts';
export type { HttpRequest, Transport } from './http.ts';
export { createHttpTransport, type Fetch } from './http-transport.ts';
export { type CallOptions, type ClientPorts, type ExchangeOptions, KeylessClient, type Success } from './keyless-client.ts';
export { type Pong, pingTimeout } from './ping.ts';
export {
  type CallKind,
  callKind,
  type Failure,
  failureOf,
  type Repetition,
  repeatAfter,
  repeatTable,
} from './repeat-policy.ts';
export { sharedTimeout } from './shared-timeout.ts';
