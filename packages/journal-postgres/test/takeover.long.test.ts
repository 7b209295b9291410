// Processes that are killed without a word, in real time, with clocks that differ by minutes.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPostgresJournal } from '../src/index.ts';
import { type TestDatabase, testDatabase, title } from './support/database.ts';
import { claim, outSubMchId } from './support/records.ts';

const database = await testDatabase();
const given = database as TestDatabase;

describe.skipIf(database === undefined)(title(database, 'processes'), () => {
  test('the records of one that is killed are taken over by the others, and nothing else is', async () => {
    const schema = given.freshSchema();
    const start = async (name: string, shift: number) => {
      const child = fork(fileURLToPath(new URL('holder.ts', import.meta.url)), [given.url, schema, name, '40', String(shift)], {
        execArgv: ['--conditions=@cloudpay/source', '--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      await once(child, 'message');
      return child;
    };
    const [victim] = await Promise.all([start('victim', 0), start('ahead', 180_000), start('behind', -180_000)]);
    const stores = await Promise.all([1, 2].map(() => openPostgresJournal({ url: given.url, schema })));
    for (const store of stores) onTestFinished(() => store.close());
    const taken: string[] = [];
    const look = async () => {
      taken.push(...(await Promise.all(stores.map((store) => claim(store, taken)))).flat());
      await pause(500);
    };
    for (let looks = 0; looks < 16; looks += 1) await look();
    expect(taken).toEqual([]);
    const exit = once(victim, 'exit');
    victim.kill('SIGKILL');
    await exit;
    for (let looks = 0; looks < 20 && taken.length < 40; looks += 1) await look();
    expect(taken.toSorted()).toEqual(Array.from({ length: 40 }, (_, at) => `victim-${at}`).sort());
    const held = await stores[0]?.heldElsewhere({ merchants: [outSubMchId], limit: 1_000 });
    const names = new Set(held?.map(({ record }) => record.outTradeNo.split('-')[0]));
    names.delete('victim');
    expect([...names].sort()).toEqual(['ahead', 'behind']);
  }, 60_000);
});
