/**
 * Staff log in by a scan, and the configuration is encrypted at rest. Start with {@link SecureLogin}.
 *
 * @module @cloudpay/security
 */
export {
  ArgumentError,
  type CallEvent,
  type CallOptions,
  type Clock,
  CloudPayClient,
  CloudPayError,
  type Configuration,
  ConfigurationError,
  type ConfigurationInput,
  configurationFromConf,
  configurationFromEnv,
  createFetchTransport,
  type ErrorCode,
  type ErrorOutcome,
  type Fetch,
  publicBaseUrls,
} from '@cloudpay/core';
export { type ClientShopInfo, ManagerType, PayPlatform } from '@cloudpay/proto';
export type { FileFailureEvent, SecurityEvent } from './events.ts';
export { ConfigurationFileError, type FileErrorCode } from './file/file-error.ts';
export type { LoginErrorCode } from './login-error.ts';
export type {
  Expired,
  IdentificationOutcome,
  Identified,
  LoggedIn,
  LoginOutcome,
  ParametersMissing,
  Person,
  QrCode,
  Refused,
  ScanStart,
  Unreachable,
} from './outcome.ts';
export type { LoginParameter, LoginParameters } from './parameters.ts';
export type { WaitOptions, WaitProgress } from './scan/wait.ts';
export { defaultFile, SecureLogin, type SecureLoginOptions } from './secure-login.ts';
export type { LoginConfiguration } from './session.ts';
