import { expectTypeOf, test } from 'vitest';
import {
  type CloudPayClient,
  CloudPayError,
  DeletionsRefusedError,
  type ShopInfo,
  Shops,
  type ShopsDiff,
} from '../../src/index.ts';

// Only type-checked, by `pnpm typecheck`. It never runs.

declare const shops: Shops;
declare const client: CloudPayClient;
declare const thrown: unknown;

test('shops are read page by page, or compared', () => {
  expectTypeOf(Shops).toBeConstructibleWith(client);
  expectTypeOf(shops).toExtend<AsyncDisposable>();
  expectTypeOf(shops.listShops).returns.toEqualTypeOf<AsyncIterable<ShopInfo>>();
  expectTypeOf(shops.diffShops).returns.toEqualTypeOf<Promise<ShopsDiff>>();
  expectTypeOf<keyof ShopsDiff>().toEqualTypeOf<'added' | 'changed' | 'deleted' | 'unchanged'>();
});

test('a refused deletion names the shops', () => {
  if (thrown instanceof DeletionsRefusedError) expectTypeOf(thrown.shopIds).toEqualTypeOf<readonly string[]>();
  expectTypeOf<DeletionsRefusedError>().toExtend<CloudPayError>();
  // @ts-expect-error not every error is a refused deletion
  if (thrown instanceof CloudPayError) thrown.shopIds;
});
