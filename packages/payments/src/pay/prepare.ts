import {
  ArgumentError,
  type CallOptions,
  type CloudPayClient,
  type Configuration,
  checkFen,
  checkMessage,
  checkNumber,
  type OrderOutcome,
  type PaymentCodePrefixes,
  recognisePlatform,
} from '@cloudpay/core';
import {
  Detail,
  encode,
  type Message,
  MicroPaySdkRequest,
  microPayEndpoint,
  type OrderClient,
  type OrderSdk,
  PayContent,
  PayPlatform,
  ScanCodePaySdkRequest,
  scanCodePayEndpoint,
  TradeType,
} from '@cloudpay/proto';
import type { NewOrder } from '../journal/order-entry.ts';
import { merchantOf, terminalOf } from '../merchant.ts';
import { classifyOrder } from '../orders/classify.ts';
import { aboutAnother, checkIsAbout, toOrderSdk } from '../orders/order-sdk.ts';
import type { Subject } from '../wait/wait.ts';
import { isSameOrder, OrderSubject } from './subject.ts';

/** A payment that has been checked: what to record of it, and what to send. */
export interface Prepared {
  readonly order: NewOrder & { readonly payPlatform: PayPlatform };
  readonly subject: Subject<OrderOutcome>;
}

/**
 * Checks a micro payment and makes its wire content.
 *
 * @param prefixes of the customers' codes, where the service has told them
 * @throws ArgumentError naming the field, in the caller's own terms
 */
export function prepareMicroPay(client: CloudPayClient, request: MicroPaySdkRequest, prefixes?: PaymentCodePrefixes): Prepared {
  const { configuration } = client;
  checkPayment(MicroPaySdkRequest, request, configuration);
  const payPlatform = recognisePlatform(request.authorCode, prefixes);
  if (payPlatform === undefined) throw noPaymentCode(request.authorCode);
  const terminal = terminalOf(configuration);
  const { outTradeNo } = request;
  const payContent = { ...payContentOf(request, payPlatform), authorCode: request.authorCode };
  const content = { payMchKey: merchantOf(configuration, payPlatform), payContent, orderClient: terminal };
  const order = newOrder(TradeType.MicroPay, payPlatform, request, terminal);
  const isOurs = hasOurBody(order, payContent);
  const send = async (options: CallOptions) => {
    const { response } = await client.call(microPayEndpoint, content, options);
    // The response to a payment tells of the order alone; the terminal is the one that asked.
    const told = toOrderSdk({ ...response, payMchKey: { ...content.payMchKey, ...response.payMchKey }, orderClient: terminal });
    checkIsAbout({ outTradeNo, outSubMchId: configuration.outSubMchId }, told, microPayEndpoint.path);
    if (!isOurs(told)) throw aboutAnother(microPayEndpoint.path);
    return classifyOrder(told, TradeType.MicroPay);
  };
  return { order, subject: new OrderSubject(client, order, isOurs, send) };
}

function noPaymentCode(authorCode: string): ArgumentError {
  return new ArgumentError(
    'authorCode',
    /\s/.test(authorCode)
      ? '付款码里有空格或换行，请先去掉 (has white space in it: trim what the scanner reads)'
      : '不是微信支付、支付宝或会员卡的付款码 (not a code of WeChat Pay, Alipay or a membership card)',
  );
}

/**
 * Checks a scan-code payment and makes its wire content.
 *
 * @throws ArgumentError naming the field, in the caller's own terms
 */
export function prepareScanCodePay(client: CloudPayClient, request: ScanCodePaySdkRequest): Prepared {
  const { configuration } = client;
  checkPayment(ScanCodePaySdkRequest, request, configuration);
  const { payPlatform } = request;
  const terminal = terminalOf(configuration);
  const payContent = payContentOf(request, payPlatform);
  const content = { payMchKey: merchantOf(configuration, payPlatform), payContent, orderClient: terminal };
  const order = newOrder(TradeType.ScanCodePay, payPlatform, request, terminal);
  const send = async (options: CallOptions): Promise<OrderOutcome> => {
    const { response } = await client.call(scanCodePayEndpoint, content, options);
    return { result: 'awaitingPayment', code: -5, ...(response.codeUrl !== undefined && { codeUrl: response.codeUrl }) };
  };
  return { order, subject: new OrderSubject(client, order, hasOurBody(order, payContent), send) };
}

/** In the live wait the description is known too; the journal does not keep it. */
function hasOurBody(order: NewOrder, { body }: PayContent): (theirs: OrderSdk) => boolean {
  return (theirs) => isSameOrder(order, theirs) && (theirs.body === undefined || theirs.body === body);
}

function newOrder(
  tradeType: TradeType,
  payPlatform: PayPlatform,
  request: { outTradeNo: string; totalFee: number },
  terminal: OrderClient,
) {
  const { outTradeNo, totalFee } = request;
  return { outTradeNo, tradeType, payPlatform, totalFee, deviceId: terminal.deviceId, machineNo: terminal.machineNo };
}

type PayRequest = MicroPaySdkRequest | ScanCodePaySdkRequest;

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
  // Only as text has `detail` a length.
  checkMessage(PayContent, content);
  return content;
}

function checkPayment<T extends PayRequest>(type: Message<T>, request: T, configuration: Configuration): void {
  // Before the schema, which takes yuan for no integer, and says no more than that.
  if (request?.totalFee !== undefined) checkFen(request.totalFee, 'totalFee');
  checkMessage(type, request);
  checkNumber(request.outTradeNo, 'outTradeNo', configuration.cloudCashierId);
  checkNotifyUrl(request.callerNotifyUrl);
}

/** A mistake here would show only when nobody is told of a payment. */
function checkNotifyUrl(url: string | undefined): void {
  if (url === undefined || (URL.canParse(url) && /^https?:/i.test(url))) return;
  throw new ArgumentError('callerNotifyUrl', '应为 http 或 https 地址 (must be an http or https URL)');
}
