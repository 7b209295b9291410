import type { TracedFacts } from '@cloudpay/core';
import { isUndecided, type JournalRecord, type OrderState } from './record.ts';

/** One use of the journal, on the tracing channel `cloudpay:journal`. `errorCode` is `JOURNAL_UNAVAILABLE` when the store failed. */
export interface JournalMessage extends TracedFacts {
  /** `insert` and `update` write; `claim` and `heldElsewhere` look for records that are open. */
  readonly operation: 'read' | 'insert' | 'update' | 'claim' | 'heldElsewhere' | 'close';
  readonly outSubMchId: string;
  readonly outTradeNo?: string;
  /** What the order has come to, as the record stands afterwards. */
  readonly state?: OrderState;
  /** Whether something about the order is open: its payment, a cancellation or a refund. */
  readonly isUndecided?: boolean;
  /** When its payment was accepted, in milliseconds since 1970. */
  readonly acceptedAt?: number;
}

/** What a record says of its order. */
export function recordFacts(record: JournalRecord | undefined): Partial<JournalMessage> {
  return record === undefined
    ? {}
    : { state: record.state, isUndecided: isUndecided(record), acceptedAt: record.acceptedAt?.local };
}
