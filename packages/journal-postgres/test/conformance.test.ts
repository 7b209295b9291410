import { storeChecks } from '@cloudpay/test-kit/journal';
import { describe, test } from 'vitest';
import { type TestDatabase, testDatabase, title } from './support/database.ts';
import { PostgresWorld } from './support/world.ts';

const database = await testDatabase();

describe.skipIf(database === undefined)(title(database, 'a journal on PostgreSQL'), () => {
  test.each(storeChecks.map((check) => [check.name, check] as const))('%s', async (_, check) => {
    const world = new PostgresWorld(database as TestDatabase);
    await check.run({ open: () => world.open(), kill: (store) => world.kill(store), pass: (ms) => world.pass(ms) });
  });
});
