import type { Message } from './codec/message.ts';

/**
 * What a call does, as far as sending it again goes: `reading` changes nothing; `acting` changes something, and the identical request has no
 * second effect; `charging` takes a customer's money; `reporting` tells the service how a till is doing.
 */
export type CallKind = 'reading' | 'acting' | 'charging' | 'reporting';

/** One call of the service: how it travels, and what it takes and returns. The schema declares all of them. */
export interface Endpoint<Request extends object, Response extends object> {
  /** Below `/cpay/`, such as `micro_pay`. */
  readonly path: string;
  readonly kind: CallKind;
  /** Default POST. What a GET asks for stands in its query. */
  readonly method?: 'GET';
  /** Default: the ordinary envelope. `plain` is JSON without one, `brief` the short one of terminals. */
  readonly envelope?: 'plain' | 'brief';
  /** What proves who sends the request. Default: an authentication code, made with the merchant's key. */
  readonly authentication?: 'codeOrSignature' | 'none';
  /** The key of the response's content that holds the payload; mostly the path. Empty: the content itself is the payload. */
  readonly responseKey: string;
  /** Other keys that the payload is known to stand under. They may be another call's own, so a payload under one of them proves less. */
  readonly otherResponseKeys?: readonly string[];
  /** Set where successful responses are known to come without a payload. Everywhere else a success without it is another call's response. */
  readonly mayLackPayload?: true;
  /** Set where the response needs no authentication code, since the caller may know no key yet: TLS alone vouches for it. */
  readonly answeredBeforeKey?: true;
  /** Set where every field of the response must have the right type: what it tells is written back whole, or opens something. */
  readonly exactResponse?: true;
  readonly request: Message<Request>;
  readonly response: Message<Response>;
}
