import { expectTypeOf, test } from 'vitest';
import type * as functions from '../../src/functions.ts';
import type { CloudPayClient, Payments, PaymentsOptions, PaymentsPorts, Transport } from '../../src/index.ts';

// Checked by `pnpm typecheck`: nothing here runs.

type Functions = typeof functions;
type Operation = Exclude<keyof Functions, 'openPayments' | 'createFetchTransport' | 'createNodeTransport'>;

test('a function takes what is opened, then what the method of its name takes, and returns what that returns', () => {
  type AsFunctions = {
    [Name in Operation]: (
      payments: functions.PaymentsContext,
      ...rest: Parameters<Payments[Name]>
    ) => ReturnType<Payments[Name]>;
  };
  expectTypeOf<Pick<Functions, Operation>>().toEqualTypeOf<AsFunctions>();
});

test('what Payments is made of, openPayments opens, with a transport that is named', () => {
  const open = {} as Functions['openPayments'];
  const options = {} as functions.OpenPaymentsOptions;
  expectTypeOf(open(options)).toEqualTypeOf<functions.PaymentsContext>();
  expectTypeOf(open({} as CloudPayClient, {} as PaymentsPorts)).toEqualTypeOf<functions.PaymentsContext>();
  // @ts-expect-error ports beside a configuration would be dropped
  open(options, {} as PaymentsPorts);
  type Named = Omit<PaymentsOptions, 'transport'> & { readonly transport: Transport };
  expectTypeOf<Named>().toExtend<functions.OpenPaymentsOptions>();
  expectTypeOf<functions.OpenPaymentsOptions>().toExtend<Named>();
  expectTypeOf<functions.PaymentsContext>().toExtend<AsyncDisposable>();
});
