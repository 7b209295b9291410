/** 服务商: above every merchant of the sandbox. */
export const serviceProvider = { companyName: '云支付沙箱服务商', merchantName: '云支付沙箱' } as const;
