import type { Message } from './codec/message.ts';

/**
 * The effect of a call, which decides about retries. `reading` changes nothing. `acting` changes something, and the
 * identical request has no second effect. `charging` takes a customer's money. `reporting` sends data about a till.
 */
export type CallKind = 'reading' | 'acting' | 'charging' | 'reporting';

/** One call of the service: its path, its options, its request and its response. The schema declares all of them. */
export interface Endpoint<Request extends object, Response extends object> {
  /** The path below `/cpay/`, for example `micro_pay`. */
  readonly path: string;
  readonly kind: CallKind;
  /** Default: POST. A GET has its fields in the query. */
  readonly method?: 'GET';
  /** Default: the ordinary envelope. `plain` is JSON without an envelope, `brief` the short envelope for terminals. */
  readonly envelope?: 'plain' | 'brief';
  /** How the request is authenticated. Default: with a code made with the merchant's key. */
  readonly authentication?: 'codeOrSignature' | 'none';
  /** The key of the payload in the content of the response; mostly the path. Empty: the content itself is the payload. */
  readonly responseKey: string;
  /**
   * Other keys that are known to hold the payload. Another call may use the same key, so a payload under one of them is
   * weaker evidence.
   */
  readonly otherResponseKeys?: readonly string[];
  /**
   * Whether successful responses may lack the payload. For other calls, a success without it is the response of another
   * call.
   */
  readonly mayLackPayload?: true;
  /** Whether the response needs no authentication code, because the caller may not have a key yet. Only TLS protects it. */
  readonly answeredBeforeKey?: true;
  /** Set where every field of the response must have the right type: what it tells is written back whole, or opens something. */
  readonly exactResponse?: true;
  readonly request: Message<Request>;
  readonly response: Message<Response>;
}
