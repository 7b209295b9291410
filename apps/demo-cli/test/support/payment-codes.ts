/** Customers' codes: the last four digits choose what the sandbox does. */
export const codes = {
  wechatPay: (scenario: string) => `13452027382538${scenario}`,
  alipay: (scenario: string) => `28123456789012${scenario}`,
  card: (scenario: string) => `99000000000000${scenario}`,
};
