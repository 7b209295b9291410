import type { Message } from '@cloudpay/proto';

/** One call of the service: its path, and what crosses the wire. The concern packages declare theirs. */
export interface Endpoint<Request extends object, Response extends object> {
  /** Below `/cpay/`, such as `micro_pay`. */
  readonly path: string;
  /** The key of the response's content that holds the payload; mostly the path. */
  readonly responseKey: string;
  /** Set for endpoints whose answers are known to come without that key. Everywhere else a success without it is another call's. */
  readonly mayLackPayload?: true;
  readonly request: Message<Request>;
  readonly response: Message<Response>;
}

/**
 * The endpoints that are answered before a key is known: TLS alone vouches for them. The list is fixed here, out of reach of options,
 * because every other success without an authentication code is an unknown outcome.
 */
const answeredBeforeAKeyIsKnown: ReadonlySet<string> = new Set([
  'ping',
  'use_device_setting',
  'query_identity_mapping',
  'client_initialize',
  'client_try_get_initializers',
]);

/** Whether answers of an endpoint must carry an authentication code to be believed. */
export function mustBeAuthenticated(path: string): boolean {
  return !answeredBeforeAKeyIsKnown.has(path);
}
