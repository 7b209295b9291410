import {
  type Configuration,
  ConfigurationError,
  type Credential,
  checkFen,
  checkMessage,
  checkNumber,
  checkTimeout,
} from '@cloudpay/core';
import { RefundSdkRequest } from '@cloudpay/proto';
import type { JournalRecord } from '../journal/record.ts';
import { merchantOf, terminalOf } from '../service/merchant.ts';
import { authorizationContent } from './authorization.ts';
import type { RefundOptions } from './options.ts';
import type { Refundable } from './refundable.ts';

/**
 * Checks what can be checked of a refund without the service.
 *
 * @throws ArgumentError naming the field
 * @throws ConfigurationError when a signed refund has no private key
 */
export function checkRefund(configuration: Configuration, request: RefundSdkRequest, options: RefundOptions): void {
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  // Checked before the schema, whose error for an amount in yuan says only that it is not an integer.
  if (request?.refundFee !== undefined) checkFen(request.refundFee, 'refundFee');
  checkMessage(RefundSdkRequest, request);
  checkNumber(request.outTradeNo, 'outTradeNo');
  if (request.outRefundNo !== undefined) checkNumber(request.outRefundNo, 'outRefundNo', configuration.cloudCashierId);
  credentialFor(configuration, options.signed);
  authorizationContent(options.authorization);
}

/** The content of a refund request, the same each time. */
export function refundContentOf(
  configuration: Configuration,
  request: RefundSdkRequest & { readonly outRefundNo: string },
  { order, totalFee }: Refundable,
  record: JournalRecord | undefined,
  { authorization }: RefundOptions,
) {
  const { outTradeNo, outRefundNo, refundFee, refundFeeType = 'CNY', refundReason } = request;
  const { key, version } = authorizationContent(authorization);
  return {
    payMchKey: { ...merchantOf(configuration, order.payPlatform), ...key },
    refundContent: { outTradeNo, outRefundNo, totalFee, refundFee, refundFeeType, refundReason },
    orderClient: terminalOf(configuration, record),
    ...version,
  };
}

/** The credential of a refund request; undefined for the authentication code. */
export function credentialFor({ privateKey }: Configuration, signed = false): Credential | undefined {
  if (!signed) return undefined;
  if (privateKey === undefined) {
    throw new ConfigurationError('privateKey', '签名退款需要私钥 (a signed refund needs the private key)');
  }
  return { privateKey };
}
