import type { Attributes } from '@opentelemetry/api';

/** Any message of the SDK's tracing channels. */
interface Message {
  readonly [field: string]: unknown;
}

/** The attribute of a span for each field of a message. Other fields are no attributes. */
const names: Readonly<Record<string, string>> = {
  endpoint: 'cloudpay.endpoint',
  status: 'cloudpay.status',
  internalStatus: 'cloudpay.internal_status',
  logId: 'cloudpay.log_id',
  outSubMchId: 'cloudpay.out_sub_mch_id',
  outTradeNo: 'cloudpay.out_trade_no',
  outRefundNo: 'cloudpay.out_refund_no',
  tradeType: 'cloudpay.trade_type',
  payPlatform: 'cloudpay.pay_platform',
  type: 'cloudpay.callback.type',
  result: 'cloudpay.result',
  refusal: 'cloudpay.callback.refusal',
  isResumed: 'cloudpay.is_resumed',
  needsPerson: 'cloudpay.needs_person',
  errorCode: 'error.type',
};

/** What a span says of a message. */
export function spanAttributes(message: object): Attributes {
  const attributes: Attributes = {};
  for (const [field, name] of Object.entries(names)) {
    const value = (message as Message)[field];
    if (value !== undefined) attributes[name] = value as string | number | boolean;
  }
  return attributes;
}

/** Where a call goes, by the semantic conventions of HTTP clients. */
export function httpAttributes({ endpoint, host }: { readonly endpoint: string; readonly host: string }): Attributes {
  return { 'http.request.method': 'POST', 'url.full': `${host}/cpay/${endpoint}`, ...serverAttributes(host) };
}

/** A host by its base URL. */
export function serverAttributes(host: string): Attributes {
  const { hostname, port, protocol } = new URL(host);
  return { 'server.address': hostname, 'server.port': Number(port) || (protocol === 'https:' ? 443 : 80) };
}
