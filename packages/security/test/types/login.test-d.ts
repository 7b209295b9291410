import { expectTypeOf, test } from 'vitest';
import {
  type CloudPayClient,
  CloudPayError,
  type Configuration,
  ConfigurationFileError,
  type FileErrorCode,
  type LoginOutcome,
  type ScanStart,
  type SecureLogin,
} from '../../src/index.ts';

// Checked by `pnpm typecheck`: nothing here runs.

declare const login: SecureLogin;
declare const outcome: LoginOutcome;
declare const thrown: unknown;

test('a login is one of four results', () => {
  expectTypeOf(login.login).returns.toEqualTypeOf<Promise<ScanStart>>();
  expectTypeOf(login.waitForLogin).returns.toEqualTypeOf<Promise<LoginOutcome>>();
  expectTypeOf(login.initialize).returns.toEqualTypeOf<Promise<CloudPayClient>>();
  expectTypeOf(outcome.result).toEqualTypeOf<'loggedIn' | 'refused' | 'expired' | 'unreachable'>();
  if (outcome.result === 'loggedIn') expectTypeOf(outcome.configuration).toEqualTypeOf<Configuration | undefined>();
  if (outcome.result === 'unreachable') expectTypeOf(outcome.error).toEqualTypeOf<CloudPayError>();
  // @ts-expect-error who was refused has no configuration
  outcome.configuration;
});

test('a file that cannot be used says why', () => {
  if (thrown instanceof ConfigurationFileError) {
    expectTypeOf(thrown.code).toEqualTypeOf<FileErrorCode>();
    expectTypeOf(thrown.file).toEqualTypeOf<string>();
  }
  // @ts-expect-error not every error is about the file
  if (thrown instanceof CloudPayError) thrown.file;
});
