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
export { type Messages, messagesOf } from './messages.ts';
export { nodeCrypto } from './node-crypto.ts';
export { decodeText } from './text.ts';
export { errorFacts, type TracedFacts, traced } from './tracing.ts';
export { joinUsers } from './users.ts';
