import { type Endpoint, MicroPayRequest, MicroPayResponse } from '@cloudpay/proto';
import { expectTypeOf, test } from 'vitest';

// Checked by `pnpm typecheck`: nothing here runs.

test('an endpoint says what kind of call it is', () => {
  const facts = { path: 'micro_pay', responseKey: 'micro_pay', request: MicroPayRequest, response: MicroPayResponse };
  expectTypeOf(facts).not.toExtend<Endpoint<MicroPayRequest, MicroPayResponse>>();
  expectTypeOf({ ...facts, kind: 'charging' as const }).toExtend<Endpoint<MicroPayRequest, MicroPayResponse>>();
});
