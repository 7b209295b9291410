import type { PaymentsOptions } from '@cloudpay/payments';
import { ConfigurableModuleBuilder } from '@nestjs/common';

/** Makes `register` and `registerAsync`. Global unless told otherwise: a shop has one client, and many modules that take payments. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<PaymentsOptions>({
  moduleName: 'CloudPay',
})
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();
