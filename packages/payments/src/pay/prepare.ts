import {
  ArgumentError,
  type Configuration,
  checkFen,
  checkMessage,
  checkNumber,
  type PaymentCodePrefixes,
  recognisePlatform,
} from '@cloudpay/core';
import {
  Detail,
  encode,
  type Message,
  MicroPaySdkRequest,
  type OrderClient,
  PayContent,
  type PayMchKey,
  PayPlatform,
  ScanCodePaySdkRequest,
  TradeType,
} from '@cloudpay/proto';
import { hmacOfPaymentCode } from '../journal/identity.ts';
import type { NewOrder } from '../journal/order-entry.ts';
import { merchantOf, terminalOf } from '../service/merchant.ts';

/** The content of a payment request, the same each time. */
export interface PaymentContent {
  readonly payMchKey: PayMchKey;
  readonly payContent: PayContent;
  readonly orderClient: OrderClient;
}

/** A checked payment: what to record, and what to send. */
export interface Prepared {
  readonly order: NewOrder & { readonly payPlatform: PayPlatform };
  readonly content: PaymentContent;
}

/**
 * Checks a micro payment and makes its content.
 *
 * @param prefixes of the payment codes, if the service has returned them
 * @throws ArgumentError naming the field as the caller knows it
 */
export function prepareMicroPay(
  configuration: Configuration,
  request: MicroPaySdkRequest,
  prefixes?: PaymentCodePrefixes,
): Prepared {
  checkPayment(MicroPaySdkRequest, request, configuration);
  const { authorCode, outTradeNo } = request;
  const payPlatform = recognisePlatform(authorCode, prefixes);
  if (payPlatform === undefined) throw noPaymentCode(authorCode);
  const prepared = prepare(configuration, request, payPlatform, TradeType.MicroPay);
  const codeHmac = hmacOfPaymentCode(configuration.authenKey, outTradeNo, authorCode);
  const payContent = { ...prepared.content.payContent, authorCode };
  return { order: { ...prepared.order, codeHmac }, content: { ...prepared.content, payContent } };
}

/**
 * Checks a scan-code payment and makes its content.
 *
 * @throws ArgumentError naming the field as the caller knows it
 */
export function prepareScanCodePay(configuration: Configuration, request: ScanCodePaySdkRequest): Prepared {
  checkPayment(ScanCodePaySdkRequest, request, configuration);
  return prepare(configuration, request, request.payPlatform, TradeType.ScanCodePay);
}

type PayRequest = MicroPaySdkRequest | ScanCodePaySdkRequest;

function prepare(configuration: Configuration, request: PayRequest, payPlatform: PayPlatform, tradeType: TradeType): Prepared {
  const { outTradeNo, totalFee } = request;
  const orderClient = terminalOf(configuration);
  const { deviceId, machineNo } = orderClient;
  return {
    order: { outTradeNo, tradeType, payPlatform, totalFee, deviceId, machineNo },
    content: { payMchKey: merchantOf(configuration, payPlatform), payContent: payContentOf(request, payPlatform), orderClient },
  };
}

function payContentOf(request: PayRequest, payPlatform: PayPlatform): PayContent {
  const { outTradeNo, totalFee, feeType = 'CNY', body, detail, attach, goodsTag, callerNotifyUrl } = request;
  const productId = 'productId' in request ? request.productId : undefined;
  const content: PayContent = {
    outTradeNo,
    totalFee,
    feeType,
    body,
    ...(detail && { detail: JSON.stringify(encode(Detail, detail)) }),
    callerNotifyUrl,
    ...(payPlatform === PayPlatform.WechatPay && { wxpayPayContentExt: { attach, goodsTag, productId } }),
  };
  // The limit of `detail` is for its JSON text, which exists only now.
  checkMessage(PayContent, content);
  return content;
}

function checkPayment<T extends PayRequest>(type: Message<T>, request: T, configuration: Configuration): void {
  // Checked before the schema, whose error for an amount in yuan says only that it is not an integer.
  if (request?.totalFee !== undefined) checkFen(request.totalFee, 'totalFee');
  checkMessage(type, request);
  checkNumber(request.outTradeNo, 'outTradeNo', configuration.cloudCashierId);
  checkNotifyUrl(request.callerNotifyUrl);
}

/** A wrong URL would be noticed only when callbacks do not arrive. */
function checkNotifyUrl(url: string | undefined): void {
  if (url === undefined || (URL.canParse(url) && /^https?:/i.test(url))) return;
  throw new ArgumentError('callerNotifyUrl', '应为 http 或 https 地址 (must be an http or https URL)');
}

function noPaymentCode(authorCode: string): ArgumentError {
  return new ArgumentError(
    'authorCode',
    /\s/.test(authorCode)
      ? '付款码里有空格或换行，请先用 readPaymentCode 读取 (has white space in it: read it with readPaymentCode)'
      : '不是微信支付、支付宝或会员卡的付款码 (not a code of WeChat Pay, Alipay or a membership card)',
  );
}
