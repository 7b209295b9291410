/** What the SDK told somebody, and what he was promised. */
export interface Told {
  readonly what: 'order' | 'refund' | 'cancel';
  /** `wait`: the end of a payment or refund; `progress`: on its way; and so on. */
  readonly by: 'wait' | 'progress' | 'resume' | 'query' | 'callback' | 'cancel';
  /** Milliseconds since the world began. */
  readonly at: number;
  readonly process: number;
  readonly outTradeNo: string;
  readonly outRefundNo?: string | undefined;
  /** What was asked for. 分 fen */
  readonly refundFee?: number;
  readonly result: string;
  readonly error?: { readonly code: string; readonly outcome: string } | undefined;
  readonly needsPerson?: boolean | undefined;
  /** What the outcome says of the order or refund. */
  readonly facts?: Facts | undefined;
  /** How long it took and may have taken, in milliseconds. */
  readonly took?: number;
  readonly mayTake?: number;
  /** The caller or the machine ended the wait before its time. */
  readonly wasStopped?: boolean;
}

export interface Facts {
  readonly outTradeNo?: string | undefined;
  readonly outRefundNo?: string | undefined;
  readonly totalFee?: number | undefined;
  readonly refundFee?: number | undefined;
  readonly refundedFee?: number | undefined;
  readonly codeUrl?: string | undefined;
}
