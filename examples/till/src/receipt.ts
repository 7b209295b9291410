import { type OrderSdk, PayPlatform, yuanFromFen } from '@cloudpay/payments';

const platforms = new Map<number, string>([
  [PayPlatform.WechatPay, '微信支付 WeChat Pay'],
  [PayPlatform.Alipay, '支付宝 Alipay'],
]);

/** What is printed for a customer who has paid. */
export function receipt({ outTradeNo, transactionId, payPlatform, totalFee, timeEnd, body }: OrderSdk): string {
  const line = '-'.repeat(40);
  return [
    line,
    body,
    `金额 amount    ¥${yuanFromFen(totalFee ?? 0)}`,
    `方式 by        ${platforms.get(payPlatform ?? 0) ?? '其他 other'}`,
    timeEnd && `时间 time      ${new Date(timeEnd * 1000).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' })}`,
    `订单号 order   ${outTradeNo}`,
    transactionId && `平台单号 ref   ${transactionId}`,
    line,
  ]
    .filter(Boolean)
    .join('\n');
}
