import { type Endpoint, MicroPayRequest, MicroPayResponse } from '@cloudpay/proto';
import { expectTypeOf, test } from 'vitest';

// Only type-checked, by `pnpm typecheck`. It never runs.

test('an endpoint has the kind of its call', () => {
  const facts = { path: 'micro_pay', responseKey: 'micro_pay', request: MicroPayRequest, response: MicroPayResponse };
  expectTypeOf(facts).not.toExtend<Endpoint<MicroPayRequest, MicroPayResponse>>();
  expectTypeOf({ ...facts, kind: 'charging' as const }).toExtend<Endpoint<MicroPayRequest, MicroPayResponse>>();
});
