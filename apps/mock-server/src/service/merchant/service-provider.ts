/** 服务商: the service provider of all merchants of the sandbox. */
export const serviceProvider = { companyName: '云支付沙箱服务商', merchantName: '云支付沙箱' } as const;

/** 服务商认证密钥: signs callbacks. */
export const providerAuthenKey = '7C0A5B9E2D4F61830A1B2C3D4E5F6071';
