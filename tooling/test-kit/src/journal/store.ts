// The port of the journal, as far as its conformance needs it. The kit imports nothing of ours; the compiler compares the two where a store is tried.

interface Sends {
  readonly count: number;
  readonly lastAt: Moment;
}

interface Moment {
  readonly local: number;
  readonly service?: { readonly host: string; readonly time: number };
}

/** What the checks write. */
export interface JournalRecord {
  readonly outTradeNo: string;
  readonly outSubMchId: string;
  readonly state: string;
  readonly tradeType?: number;
  readonly payPlatform?: number;
  readonly totalFee?: number;
  readonly deviceId?: string;
  readonly machineNo?: string;
  readonly acceptedAt?: Moment;
  readonly sends?: Sends;
  readonly isKnown?: boolean;
  readonly isTied?: boolean;
  readonly codeHmac?: string;
  readonly watch?: { readonly needed: number; readonly done: number };
  readonly cancellation?: { readonly sends: Sends };
  readonly isGivenUp?: boolean;
  readonly hasRefusedDuplicate?: boolean;
  readonly refunds?: readonly RefundRecord[];
}

interface RefundRecord {
  readonly outRefundNo: string;
  readonly refundFee: number;
  readonly state: string;
  readonly sends: Sends;
}

interface RecordKey {
  readonly outSubMchId: string;
  readonly number: string;
}

interface StoredRecord {
  readonly record: JournalRecord;
  readonly version: number;
  readonly held: 'free' | 'here' | 'elsewhere';
}

export interface JournalWrite {
  readonly record: JournalRecord;
  readonly version: number;
  readonly isUndecided: boolean;
  readonly hold: 'take' | 'keep' | 'release';
}

export type Written =
  | { readonly written: true; readonly version: number }
  | { readonly written: false; readonly current: StoredRecord | undefined };

export interface ClaimRequest {
  readonly merchants: readonly string[];
  readonly limit: number;
  readonly live: readonly RecordKey[];
}

export interface JournalStore {
  read(key: RecordKey): Promise<StoredRecord | undefined>;
  write(write: JournalWrite): Promise<Written>;
  claim(request: ClaimRequest): Promise<readonly StoredRecord[]>;
  heldElsewhere(request: Omit<ClaimRequest, 'live'>): Promise<readonly StoredRecord[]>;
  close(): Promise<void>;
}
