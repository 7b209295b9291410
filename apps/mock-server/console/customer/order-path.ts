/** The control call by which a customer acts. */
export function orderPath(outTradeNo: string, action: 'pay' | 'decline'): string {
  return `orders/${encodeURIComponent(outTradeNo)}/${action}`;
}
