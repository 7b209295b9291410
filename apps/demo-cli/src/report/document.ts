import {
  type CancelOutcome,
  CloudPayError,
  type OrderOutcome,
  type OrderSdk,
  type PayPlatform,
  type RefundOrderSdk,
  type RefundQueryOutcome,
  returnCodeOf,
} from '@cloudpay/payments';

/** What `--json` writes as the last line of standard output, where it is about one order. */
export interface ResultDocument {
  /** An outcome's `result`, or `refused`: nothing was sent. */
  readonly result: OrderOutcome['result'] | 'refused';
  /** The C SDK's code of `cloud_pay_query_order`; −3 for `refused`. */
  readonly code: number;
  readonly outTradeNo?: string | undefined;
  readonly payPlatform?: PayPlatform | undefined;
  /** Where a part went back, 分 fen. */
  readonly refundedFee?: number | undefined;
  readonly remainingFee?: number | undefined;
  readonly order?: OrderSdk | undefined;
  /** A person has to look: asking again does not settle it. */
  readonly needsPerson?: true | undefined;
  readonly error?: ErrorDocument | undefined;
}

/** {@link ResultDocument}, of a cancellation. */
export interface CancelDocument {
  readonly result: CancelOutcome['result'];
  /** The C SDK's code of `cloud_pay_cancel_order`. */
  readonly code: number;
  readonly outTradeNo: string;
  readonly error?: ErrorDocument | undefined;
}

/** {@link ResultDocument}, of a refund. */
export interface RefundDocument {
  readonly result: RefundQueryOutcome['result'];
  /** The C SDK's code of `cloud_pay_refund`; −7 for `notFound`. */
  readonly code: number;
  readonly outTradeNo: string;
  readonly outRefundNo?: string | undefined;
  readonly needsPerson?: true | undefined;
  readonly refund?: RefundOrderSdk | undefined;
  readonly error?: ErrorDocument | undefined;
}

/** An error, for programs: the message is for people. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  /** What the service said; support asks for the log id. */
  readonly status?: number | undefined;
  readonly internalStatus?: number | undefined;
  readonly logId?: string | undefined;
  /** Why no response of Cloud Pay came. */
  readonly cause?: CloudPayError['connection'];
}

/** The document of an order's outcome. */
export function outcomeDocument(
  outcome: OrderOutcome,
  { outTradeNo, payPlatform }: { outTradeNo: string; payPlatform?: PayPlatform },
): ResultDocument {
  const order = 'order' in outcome ? outcome.order : undefined;
  return {
    result: outcome.result,
    code: returnCodeOf(outcome),
    outTradeNo,
    payPlatform: payPlatform ?? order?.payPlatform,
    ...(outcome.result === 'partlyRefunded' && { refundedFee: outcome.refundedFee, remainingFee: outcome.remainingFee }),
    order,
    needsPerson: needsPersonOf(outcome),
    error: errorOf(outcome),
  };
}

/** The document of a cancellation's outcome. */
export function cancelDocument(outcome: CancelOutcome, outTradeNo: string): CancelDocument {
  const { result } = outcome;
  return { result, code: returnCodeOf(outcome), outTradeNo, error: errorOf(outcome) };
}

/** The document of a refund's outcome. */
export function refundDocument(
  outcome: RefundQueryOutcome,
  numbers: { outTradeNo: string; outRefundNo?: string | undefined },
): RefundDocument {
  const { result } = outcome;
  const refund = 'refund' in outcome ? outcome.refund : undefined;
  const { outTradeNo, outRefundNo = refund?.outRefundNo } = numbers;
  return {
    result,
    code: returnCodeOf(outcome),
    outTradeNo,
    outRefundNo,
    needsPerson: needsPersonOf(outcome),
    refund,
    error: errorOf(outcome),
  };
}

function needsPersonOf(outcome: { readonly needsPerson?: true } | object): true | undefined {
  return 'needsPerson' in outcome ? outcome.needsPerson : undefined;
}

function errorOf(outcome: { readonly error?: CloudPayError } | object): ErrorDocument | undefined {
  return 'error' in outcome && outcome.error !== undefined ? errorDocument(outcome.error) : undefined;
}

export function errorDocument(error: unknown): ErrorDocument {
  if (!(error instanceof CloudPayError)) return { code: 'INTERNAL_ERROR', message: withoutCodes(String(error)) };
  const { code, message, status, internalStatus, logId, connection: cause } = error;
  return { code, message, status, internalStatus, logId, cause };
}

/** What was not written by the SDK may quote the command line or a request: long runs of digits may be a payment code. */
export function withoutCodes(text: string): string {
  return text.replace(/\d{10,}/g, '…');
}
