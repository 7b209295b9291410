import { endpoints } from '@cloudpay/proto';
import { expect, test } from 'vitest';
import { handlers } from '../src/endpoints/registry.ts';

test('every call that the schema declares is answered', () => {
  expect(handlers.map(({ endpoint }) => endpoint.path).sort()).toEqual(endpoints.map(({ path }) => path).sort());
});
