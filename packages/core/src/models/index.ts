export { checkMessage } from './check-message.ts';
export { checkTimeout, longestExchange } from './check-timeout.ts';
export { type Clock, systemClock, timeoutOf } from './clock.ts';
export {
  type Configuration,
  type ConfigurationInput,
  createConfiguration,
  createServiceConfiguration,
  defaultTimeout,
  isLoopback,
  publicBaseUrls,
  type ServiceConfiguration,
} from './configuration.ts';
export { configurationFromConf, configurationFromEnv } from './configuration-sources.ts';
export {
  ArgumentError,
  CloudPayError,
  type CloudPayErrorDetails,
  ConfigurationError,
  type ErrorCode,
  type ErrorOutcome,
} from './errors.ts';
export { describeRule } from './field-rule.ts';
export { checkFen, fenFromYuan, maxFen, yuanFromFen } from './money.ts';
export { nodeCrypto } from './node-crypto.ts';
export { checkNumber, createOrderNumbers, maxNumberLength, type NumberMark, type OrderNumberOptions } from './order-number.ts';
export { type PaymentCodePrefixes, recognisePlatform } from './payment-code.ts';
export { sdkVersion } from './version.ts';
