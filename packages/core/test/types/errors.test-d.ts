import { expectTypeOf, test } from 'vitest';
import {
  ArgumentError,
  CloudPayError,
  type CommonErrorCode,
  ConfigurationError,
  type ErrorCode,
  type ErrorOutcome,
} from '../../src/index.ts';

// Only type-checked, by `pnpm typecheck`. It never runs.

declare const thrown: unknown;

test('an error has its outcome', () => {
  if (!(thrown instanceof CloudPayError)) return;
  expectTypeOf(thrown).toExtend<Error>();
  expectTypeOf(thrown.code).toEqualTypeOf<ErrorCode>();
  expectTypeOf(thrown.outcome).toEqualTypeOf<ErrorOutcome>();
  expectTypeOf<ErrorOutcome>().toEqualTypeOf<'failed' | 'unknown'>();
  expectTypeOf(thrown.status).toEqualTypeOf<number | undefined>();
  expectTypeOf(thrown.internalStatus).toEqualTypeOf<number | undefined>();
  expectTypeOf(thrown.logId).toEqualTypeOf<string | undefined>();
  expectTypeOf(thrown.endpoint).toEqualTypeOf<string | undefined>();
  // @ts-expect-error read-only
  thrown.code = 'TIMEOUT';
  expectTypeOf<'TIMEOUT'>().toExtend<CommonErrorCode>();
  // @ts-expect-error not a code of core; other packages have further codes
  const code: CommonErrorCode = 'FILE_ALTERED';
  expectTypeOf(code).toExtend<ErrorCode>();
});

test('errors about a field have its name', () => {
  if (thrown instanceof ArgumentError) expectTypeOf(thrown.field).toEqualTypeOf<string>();
  if (thrown instanceof ConfigurationError) expectTypeOf(thrown.field).toEqualTypeOf<string>();
  expectTypeOf<ArgumentError>().toExtend<CloudPayError>();
  expectTypeOf<ConfigurationError>().toExtend<CloudPayError>();
  // @ts-expect-error not every error is about a field
  if (thrown instanceof CloudPayError) thrown.field;
});
