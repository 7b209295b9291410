/** The path of the control call for an action of the customer. */
export function orderPath(outTradeNo: string, action: 'pay' | 'decline'): string {
  return `orders/${encodeURIComponent(outTradeNo)}/${action}`;
}
