import { type CallOptions, type CloudPayClient, CloudPayError } from '@cloudpay/core';
import { InternalStatus, queryRefundOrderEndpoint, type RefundOrderSdk, Status } from '@cloudpay/proto';
import type { AskOptions } from '../service/ask-order.ts';
import { type AskedRefunds, askForRefunds } from '../service/ask-refunds.ts';
import { isRefundAbsentAtPlatform } from '../service/classify-refund.ts';
import { aboutAnother } from '../service/order-sdk.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import type { Operation, Reply } from '../wait/operation.ts';

/** The refund that is waited for. */
export interface AwaitedRefund {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  /** 分 fen */
  readonly refundFee: number;
  /** The other refunds of the order that the service has told of: a list that lacks one of them is not whole. */
  readonly others: readonly string[];
}

/** Sends a refund, and reads what the service answers. */
export type SendRefund = (options: CallOptions) => Promise<Reply<RefundOutcome>>;

/** A refund that is waited for. */
export class RefundOperation implements Operation<RefundOutcome> {
  readonly send: SendRefund | undefined;
  readonly #client: CloudPayClient;
  readonly #refund: AwaitedRefund;

  /** @param send left out after a restart */
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
    if (asked.none !== undefined) return { absent: asked.none, host: asked.host, fresh: asked.fresh };
    return this.#askForAll(options);
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

  undecided(told: RefundOutcome | undefined, error: CloudPayError): RefundOutcome {
    return { result: 'unknown', ...(told?.refund && { refund: told.refund }), error };
  }

  /** Some services answer with all refunds of the order where one was asked for. */
  async #askForAll(options: AskOptions): Promise<Reply<RefundOutcome>> {
    const { outTradeNo, outRefundNo, others } = this.#refund;
    const asked = await askForRefunds(this.#client, { outTradeNo }, options);
    const numbers = new Set(asked.refunds.map(({ refund }) => refund?.outRefundNo));
    const found = asked.refunds.find(({ refund }) => refund?.outRefundNo === outRefundNo);
    if (found !== undefined) return readRefund(this.#refund, found, asked);
    // A list that lacks a refund that the service has told of is a late one: it proves nothing.
    if (!others.every((number) => numbers.has(number))) throw aboutAnother(queryRefundOrderEndpoint.path);
    return { absent: asked.none ?? noSuchRefund(), host: asked.host, fresh: asked.fresh };
  }
}

/** What a refund under our number says of ours. */
export function readRefund(
  ours: AwaitedRefund,
  found: RefundOutcome,
  { host, fresh }: Pick<AskedRefunds, 'host' | 'fresh'>,
): Reply<RefundOutcome> {
  const { refund } = found;
  const learnt = { isKnown: true };
  if (refund?.refundFee === undefined) return { outcome: { result: 'unknown', ...(refund && { refund }) }, learnt };
  if (isAnother(ours, refund)) return { outcome: { result: 'failed', error: refundNumberReused() }, learnt: {} };
  if (isRefundAbsentAtPlatform(refund)) return { absent: absentAtPlatform(), host, fresh, isAtPlatform: true };
  return { outcome: found, learnt };
}

function isAnother(ours: AwaitedRefund, { outTradeNo, refundFee }: RefundOrderSdk): boolean {
  return (outTradeNo ?? ours.outTradeNo) !== ours.outTradeNo || refundFee !== ours.refundFee;
}

function refundNumberReused(): CloudPayError {
  return new CloudPayError('该退款单号已被另一笔退款使用 (the number belongs to another refund: this one was not made)', {
    code: 'NUMBER_REUSED',
    outcome: 'failed',
  });
}

function absentAtPlatform(): CloudPayError {
  return new CloudPayError('支付平台没有这笔退款 (the payment platform knows no such refund)', {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
  });
}

/** Why a refund is absent from a list of others. */
export function noSuchRefund(): CloudPayError {
  return new CloudPayError('没有这笔退款 (no such refund)', {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
    endpoint: queryRefundOrderEndpoint.path,
    status: Status.Failed,
    internalStatus: InternalStatus.NoRefund,
  });
}
