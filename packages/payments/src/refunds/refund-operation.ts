import { type CallOptions, type CloudPayClient, CloudPayError } from '@cloudpay/core';
import { InternalStatus, queryRefundOrderEndpoint, Status } from '@cloudpay/proto';
import type { AskOptions } from '../service/ask-order.ts';
import { type AskedRefunds, askForRefunds, isTold, isWhole, type KnownRefund } from '../service/ask-refunds.ts';
import { isRefundAbsentAtPlatform } from '../service/classify-refund.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import { isAnotherRefund, refundNumberReused } from '../service/refund-sdk.ts';
import type { Operation, Reply } from '../wait/operation.ts';
import type { Absent } from '../wait/report.ts';

/** The refund that a wait follows. */
export interface AwaitedRefund {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  /** 分 fen */
  readonly refundFee: number;
  /** The other refunds of the order. A list without one that the service has reported before is late. */
  readonly others: readonly KnownRefund[];
}

/** Sends a refund, and reads the response. */
export type SendRefund = (options: CallOptions) => Promise<Reply<RefundOutcome>>;

/** Follows a refund. */
export class RefundOperation implements Operation<RefundOutcome> {
  readonly send: SendRefund | undefined;
  readonly #client: CloudPayClient;
  readonly #refund: AwaitedRefund;

  /** @param send absent after a restart */
  constructor(client: CloudPayClient, refund: AwaitedRefund, send?: SendRefund) {
    this.#client = client;
    this.#refund = refund;
    this.send = send;
  }

  async ask(options: AskOptions): Promise<Reply<RefundOutcome>> {
    const { outTradeNo, outRefundNo } = this.#refund;
    const asked = await askForRefunds(this.#client, { outTradeNo, outRefundNo }, options);
    const found = asked.refunds.find(({ refund }) => refund?.outRefundNo === outRefundNo);
    if (found !== undefined) return readRefund(this.#refund, found, asked);
    if (asked.refunds.length > 0 || this.#refund.others.some(isTold)) return this.#askForAll(options);
    return absentIn(asked);
  }

  isFinal({ result }: RefundOutcome): boolean {
    return result !== 'unknown';
  }

  failed(error: CloudPayError): RefundOutcome {
    return { result: 'failed', error };
  }

  /** The number belongs to another refund, so this one was not made. */
  conflict(error: CloudPayError): RefundOutcome {
    return { result: 'failed', error };
  }

  undecided(lastOutcome: RefundOutcome | undefined, error: CloudPayError): RefundOutcome {
    return { result: 'unknown', ...(lastOutcome?.refund && { refund: lastOutcome.refund }), error };
  }

  /** Queries all refunds of the order. Some services return all of them where one was asked for; a late one returns too few. */
  async #askForAll(options: AskOptions): Promise<Reply<RefundOutcome>> {
    const { outTradeNo, outRefundNo, others } = this.#refund;
    const asked = await askForRefunds(this.#client, { outTradeNo }, options);
    const found = asked.refunds.find(({ refund }) => refund?.outRefundNo === outRefundNo);
    if (found !== undefined) return readRefund(this.#refund, found, asked);
    if (!isWhole(asked.refunds, others)) throw lateResponse();
    return absentIn(asked);
  }
}

/** @throws CloudPayError when the service does not know the order either: the order exists, so the host is late */
function absentIn({ none, host, fresh }: AskedRefunds): Absent {
  if (none !== undefined && none.internalStatus !== InternalStatus.NoRefund) throw lateResponse();
  return { absent: none ?? noSuchRefund(), host, fresh };
}

/** The response lacks what the service has reported before, so it proves nothing. */
function lateResponse(): CloudPayError {
  return new CloudPayError('应答滞后，缺少已知的订单或退款 (the response is late: it lacks what the service told before)', {
    code: 'SERVICE_UNCERTAIN',
    outcome: 'unknown',
    endpoint: queryRefundOrderEndpoint.path,
  });
}

/** What a refund under our number says about ours. */
export function readRefund(
  ours: AwaitedRefund,
  found: RefundOutcome,
  { host, fresh }: Pick<AskedRefunds, 'host' | 'fresh'>,
): Reply<RefundOutcome> {
  const { refund } = found;
  const learnt = { isKnown: true };
  if (refund?.refundFee === undefined || refund.outTradeNo === undefined) {
    return { outcome: { result: 'unknown', ...(refund && { refund }) }, learnt };
  }
  if (isAnotherRefund(ours, refund)) return { outcome: { result: 'failed', error: refundNumberReused() }, learnt: {} };
  if (isRefundAbsentAtPlatform(refund)) return { absent: absentAtPlatform(), host, fresh, isAtPlatform: true };
  return { outcome: found, learnt };
}

function absentAtPlatform(): CloudPayError {
  return new CloudPayError('支付平台没有这笔退款 (the payment platform knows no such refund)', {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
  });
}

/** The error for a refund that is missing in a list. */
export function noSuchRefund(): CloudPayError {
  return new CloudPayError('没有这笔退款 (no such refund)', {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
    endpoint: queryRefundOrderEndpoint.path,
    status: Status.Failed,
    internalStatus: InternalStatus.NoRefund,
  });
}
