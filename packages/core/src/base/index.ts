export {
  ArgumentError,
  CloudPayError,
  type CloudPayErrorDetails,
  type CommonErrorCode,
  ConfigurationError,
  type ConnectionProblem,
  type ErrorCode,
  type ErrorOutcome,
} from './errors.ts';
export { nodeCrypto } from './node-crypto.ts';
export { decodeText } from './text.ts';
export { joinUsers } from './users.ts';
