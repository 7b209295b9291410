export { checkMessage } from './check-message.ts';
export { checkTimeout, longestExchange } from './check-timeout.ts';
export { type Clock, systemClock, timeoutOf } from './clock.ts';
export {
  type Configuration,
  type ConfigurationInput,
  createConfiguration,
  createServiceConfiguration,
  isLoopback,
  publicBaseUrls,
  type ServiceConfiguration,
} from './configuration.ts';
export { configurationFromConf, configurationFromEnv } from './configuration-sources.ts';
export { describeRule } from './field-rule.ts';
export { checkFen, fenFromYuan, yuanFromFen } from './money.ts';
export { checkNumber, createOrderNumbers, type NumberMark, type OrderNumberOptions } from './order-number.ts';
export { type PaymentCodePrefixes, recognisePlatform } from './payment-code.ts';
export { readPaymentCode } from './read-payment-code.ts';
export { sdkVersion } from './version.ts';
