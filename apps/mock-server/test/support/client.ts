// An independent Cloud Pay client. It uses only node:http and node:crypto, so it shares no mistake with the SDK or the
// sandbox.

import { createHmac } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { authenKey as key, merchant } from '@cloudpay/test-kit';

export const payMchKey = {
  pay_platform: 1,
  out_mch_id: merchant.outMchId,
  out_sub_mch_id: merchant.outSubMchId,
  out_shop_id: merchant.outShopId,
};
export const orderClient = {
  device_id: '824',
  staff_id: '1206',
  terminal_type: 4,
  machine_no: '00:16:3e:00:00:01',
  sdk_version: '1.0.0',
  spbill_create_ip: '192.168.1.10',
};

type Wire = Record<string, unknown>;

/** The content of a response. Tests read the fields of an endpoint themselves. */
export interface Content {
  readonly status: number;
  readonly description: string;
  readonly log_id: number;
  readonly internal_status: number;
  readonly [responseKey: string]: unknown;
}

export interface OrderContent {
  readonly [field: string]: unknown;
  readonly wxpay_order_content_ext?: { current_trade_state: number };
  readonly alipay_order_content_ext?: { current_trade_state: number; gmt_refund?: number; refund_fee?: number };
  readonly card_order_content_ext?: { current_trade_state: number };
}

export interface Reply {
  readonly http: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly content: Content;
  /** undefined: without a code. */
  readonly authentic: boolean | undefined;
}

export interface Sending {
  /** Appended to the serialised content before it is authenticated. */
  readonly ending?: string;
  readonly authenInfo?: unknown;
  readonly lowerCase?: boolean;
  readonly headers?: Record<string, string>;
  /** The key. Default: the default merchant's. */
  readonly secret?: string;
}

export function authenCode(content: string, secret = key): string {
  return createHmac('sha256', secret).update(content, 'utf8').digest('hex').toUpperCase();
}

export function envelope(content: unknown, { ending = '', authenInfo, lowerCase = false, secret = key }: Sending = {}): string {
  const requestContent = (typeof content === 'string' ? content : JSON.stringify(content)) + ending;
  const code = authenCode(requestContent, secret);
  const codeInfo = { a: { authen_type: 1, authen_code: lowerCase ? code.toLowerCase() : code } };
  return JSON.stringify({
    request_content: requestContent,
    ...(authenInfo === null ? {} : { authen_info: authenInfo ?? codeInfo }),
  });
}

/** Posts an envelope around the content and verifies the response. */
export async function call(url: string, endpoint: string, content: unknown, sending: Sending = {}): Promise<Reply> {
  return post(url, `/cpay/${endpoint}`, envelope(content, sending), sending.headers, sending.secret);
}

export async function post(url: string, path: string, body: string | Buffer, headers = {}, secret = key): Promise<Reply> {
  const response = await exchange(url, 'POST', path, body, { 'content-type': 'application/json', ...headers });
  return { ...response, ...open(response.body, secret) };
}

/** Calls the control API. */
export async function control(url: string, method: 'GET' | 'POST', path: string, body?: unknown, headers = {}) {
  const response = await exchange(url, method, `/sandbox/${path}`, body === undefined ? '' : JSON.stringify(body), headers);
  return { http: response.http, json: JSON.parse(response.body) as Wire };
}

// One connection per call, so that a test's connection does not affect the next test.
const agent = new Agent({ keepAlive: false });

function exchange(url: string, method: string, path: string, body: string | Buffer, headers: Record<string, string>) {
  return new Promise<{ http: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const sent = request(new URL(path, url), {
      method,
      agent,
      headers: { 'content-length': Buffer.byteLength(body), ...headers },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ http: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    sent.end(body);
  });
}

export function open(body: string, secret = key): Pick<Reply, 'content' | 'authentic'> {
  const { response_content: content, authen_info: info } = JSON.parse(body) as {
    response_content: string;
    authen_info?: { a: { authen_code: string } };
  };
  return { content: JSON.parse(content) as Content, authentic: info && info.a.authen_code === authenCode(content, secret) };
}

const nonce = 'E94C00688C3F429CA2B0B396BF823548';

let lastNumber = 0;

/** An order number that no test has used. */
export function freshNumber(prefix = 'sz010002cz'): string {
  lastNumber += 1;
  return `${prefix}${String(lastNumber).padStart(10, '0')}`;
}

const codeStarts = { wechat: '13452027382538', alipay: '28212934041439', card: '99123456' };
export type Platform = keyof typeof codeStarts;
export const platforms = Object.keys(codeStarts) as readonly Platform[];
export const platformNumbers: Record<Platform, number> = { wechat: 1, alipay: 2, card: 3 };

export function customersCode(platform: Platform, scenario: string): string {
  return codeStarts[platform] + scenario;
}

export function microPayContent(
  outTradeNo: string,
  authorCode: string,
  changes: { payContent?: Wire; orderClient?: Wire } = {},
) {
  return {
    pay_mch_key: payMchKey,
    pay_content: {
      out_trade_no: outTradeNo,
      author_code: authorCode,
      total_fee: 2,
      fee_type: 'CNY',
      body: '云支付测试/test',
      ...changes.payContent,
    },
    order_client: { ...orderClient, ...changes.orderClient },
    nonce_str: nonce,
  };
}

export function queryContent(outTradeNo: string) {
  const { pay_platform: _leftOut, ...ids } = payMchKey;
  return { pay_mch_key: ids, out_trade_no: outTradeNo, nonce_str: nonce };
}

export function microPay(url: string, outTradeNo: string, authorCode: string): Promise<Reply> {
  return call(url, 'micro_pay', microPayContent(outTradeNo, authorCode));
}

export function queryOrder(url: string, outTradeNo: string): Promise<Reply> {
  return call(url, 'query_order', queryContent(outTradeNo));
}

/** The order in a response to micro_pay or query_order. */
export function orderIn(reply: Reply, responseKey: string): OrderContent {
  return (reply.content[responseKey] as { order_content: OrderContent }).order_content;
}

/** The platform's number of the order's state in a response. */
export function stateIn(reply: Reply, responseKey: 'micro_pay' | 'query_order'): number | undefined {
  const order = orderIn(reply, responseKey);
  const extension = order.wxpay_order_content_ext ?? order.alipay_order_content_ext ?? order.card_order_content_ext;
  return extension?.current_trade_state;
}

export function scanCodeContent(outTradeNo: string, payPlatform = 1, payContent: Wire = {}) {
  return {
    pay_mch_key: { ...payMchKey, pay_platform: payPlatform },
    pay_content: { out_trade_no: outTradeNo, total_fee: 2, fee_type: 'CNY', body: 'test', ...payContent },
    order_client: orderClient,
    nonce_str: nonce,
  };
}

/** For reverse and, with a trade type, close_order. */
export function endContent(outTradeNo: string, changes: Wire = {}) {
  return { pay_mch_key: payMchKey, order_client: orderClient, out_trade_no: outTradeNo, nonce_str: nonce, ...changes };
}

export function refundContent(outTradeNo: string, outRefundNo: string, refund: Wire = {}, payMchKeyChanges: Wire = {}) {
  return {
    pay_mch_key: { ...payMchKey, ...payMchKeyChanges },
    refund_content: {
      out_trade_no: outTradeNo,
      out_refund_no: outRefundNo,
      total_fee: 2,
      refund_fee: 1,
      refund_fee_type: 'CNY',
      ...refund,
    },
    order_client: orderClient,
    nonce_str: nonce,
  };
}

export function queryRefundContent(outTradeNo: string, outRefundNo?: string) {
  return { ...queryContent(outTradeNo), ...(outRefundNo !== undefined && { out_refund_no: outRefundNo }) };
}

export interface RefundOrderContent {
  readonly [field: string]: unknown;
  readonly wxpay_refund_order_content_ext?: { state: number };
  readonly alipay_refund_order_content_ext?: { refund_status: number };
  readonly card_refund_order_content_ext?: { state: number };
}

/** The refunds in a response to query_refund_order. */
export function refundsIn(reply: Reply): RefundOrderContent[] {
  return (reply.content.query_refund_order as { refund_order_content: RefundOrderContent[] }).refund_order_content;
}

export function refundStateIn(refund: RefundOrderContent | undefined): number | undefined {
  const { wxpay_refund_order_content_ext: wxpay, alipay_refund_order_content_ext: alipay } = refund ?? {};
  return wxpay?.state ?? alipay?.refund_status ?? refund?.card_refund_order_content_ext?.state;
}
