import { expectTypeOf, test } from 'vitest';
import type * as functions from '../../src/functions.ts';
import type { CloudPayClient, Payments, PaymentsOptions, PaymentsPorts } from '../../src/index.ts';

// Checked by `pnpm typecheck`: nothing here runs.

type Functions = typeof functions;
type Operation = Exclude<keyof Functions, 'openPayments'>;

test('a function takes what is opened, then what the method of its name takes, and returns what that returns', () => {
  type AsFunctions = {
    [Name in Operation]: (
      payments: functions.PaymentsContext,
      ...rest: Parameters<Payments[Name]>
    ) => ReturnType<Payments[Name]>;
  };
  expectTypeOf<Pick<Functions, Operation>>().toEqualTypeOf<AsFunctions>();
});

test('what Payments is made of, openPayments opens', () => {
  expectTypeOf<Functions['openPayments']>().toEqualTypeOf<
    (options: PaymentsOptions | CloudPayClient, ports?: PaymentsPorts) => functions.PaymentsContext
  >();
  expectTypeOf<functions.PaymentsContext>().toExtend<AsyncDisposable>();
});
