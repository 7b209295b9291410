// A separate process: the service of all clients. It answers with a paid order, small or large.
import { createHmac, createPrivateKey, createSecretKey, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { merchant, orderNumber, type Setting, serial } from './setting.ts';

const { authenKey, privateKey } = JSON.parse(process.env.BENCH_KEYS ?? '') as Setting;
const secret = createSecretKey(Buffer.from(authenKey));
const rsa = createPrivateKey(privateKey);

const detail = '{"goods_detail":[{"goods_id":"6901234567892","goods_name":"拿铁 大杯","quantity":2,"price":999}]}';
const order = {
  out_trade_no: orderNumber,
  transaction_id: '4200000000202611250000000001',
  trade_type: 1,
  total_fee: 1999,
  fee_type: 'CNY',
  body: '咖啡 x 2',
  create_time: 1_790_000_000,
  attach: 'till 7; shift 2; cashier 1043; '.repeat(4),
  detail,
};
const extension = {
  current_trade_state: 2,
  app_id: 'wx1234567890abcdef',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  is_subscribe: 'N',
  sub_openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS7p',
  bank_type: 'CMB_DEBIT',
  cash_fee: 1999,
  coupon_fee: 0,
  time_end: '20261125101010',
};
const client = { device_id: '824', machine_no: 'till-1', staff_id: '1000', terminal_type: 4, spbill_create_ip: '10.0.0.7' };

/** An order of 40 fields with Chinese text, as shops send it. */
const largeOrder = {
  ...order,
  sub_pay_platform: 1,
  create_time: 1_790_000_000,
  body: '生活用品套餐（含纸巾、毛巾、牙刷各一件）',
  attach: '三号收银台；早班；收银员一零四三；会员卡尾号八八六六',
  detail: '{"goods_detail":[{"goods_id":"6901234567892","goods_name":"燕麦拿铁 大杯 少糖","quantity":2,"price":999}]}',
  promotion_detail: '满三十减五元，门店周年庆活动券，与会员折扣同享',
  real_sub_mch_id: '1900000109',
  out_shop_name: '深圳市南山区科技园一店',
  current_trade_state_desc: '支付成功',
  refunded_fee: 0,
  receipt_fee: 1999,
};

let logId = 4_049_520_517;

function cloudPay(isLarge: boolean): string {
  const { outMchId, outSubMchId, outShopId } = merchant;
  const text = JSON.stringify({
    status: 0,
    description: 'ok',
    // Each response is different, so each has its own authentication code.
    log_id: logId++,
    internal_status: 0,
    query_order: {
      pay_mch_key: { pay_platform: 1, out_mch_id: outMchId, out_sub_mch_id: outSubMchId, out_shop_id: outShopId },
      order_content: { ...(isLarge ? largeOrder : order), wxpay_order_content_ext: extension },
      order_client: client,
    },
  });
  const code = createHmac('sha256', secret).update(text).digest('hex').toUpperCase();
  return JSON.stringify({ response_content: text, authen_info: { a: { authen_type: 1, authen_code: code } } });
}

const plain = JSON.stringify({ ...order, ...extension, ...client, padding: 'x'.repeat(500) });
const largePlain = JSON.stringify({ ...largeOrder, ...extension, ...client });
const rsaSign = (text: string) => sign('sha256', Buffer.from(text), rsa).toString('base64');
const trade = JSON.stringify({ code: '10000', msg: 'Success', ...order, ...extension, padding: 'x'.repeat(500) });
const alipay = `{"alipay_trade_query_response":${trade},"sign":"${rsaSign(trade)}"}`;

function answer(path: string): { body: string; headers?: Record<string, string> } {
  if (path.includes('/cpay/')) return { body: cloudPay(path.startsWith('/large/')) };
  if (path.startsWith('/gateway.do')) return { body: alipay };
  if (path.startsWith('/v1/')) {
    const text = path.endsWith('/large') ? largePlain : plain;
    return { body: `{"id":"pi_1","object":"payment_intent",${text.slice(1)}` };
  }
  if (!path.startsWith('/v3/')) return { body: `{"Response":{"RequestId":"1",${plain.slice(1)}}` };
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const signature = rsaSign(`${timestamp}\n${nonce}\n${plain}\n`);
  const headers = {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': signature,
  };
  return { body: plain, headers };
}

async function drained(request: IncomingMessage): Promise<void> {
  for await (const _ of request);
}

const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  await drained(request);
  const { body, headers } = answer(request.url ?? '/');
  const fixed = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(200, { ...fixed, ...headers }).end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
