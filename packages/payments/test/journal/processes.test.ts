import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openFileJournal } from '../../src/index.ts';
import { journalPath } from '../helpers/folder.ts';
import { claim, heldElsewhere, put, stored, undecidedOrder } from './helpers/records.ts';

const rounds = 25;

function start(path: string, name: string): ChildProcess {
  const child = fork(fileURLToPath(new URL('writer.ts', import.meta.url)), [path, name, String(rounds)], {
    execArgv: ['--conditions=@cloudpay/source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('two processes that make and write one journal at once lose nothing', async () => {
  const path = journalPath();
  const children = [start(path, 'left'), start(path, 'right')];
  await Promise.all(children.map((child) => once(child, 'message')));
  const ends = children.map((child) => once(child, 'exit'));
  for (const child of children) child.send('go');
  expect(await Promise.all(ends)).toEqual([
    [0, null],
    [0, null],
  ]);

  const store = await openFileJournal(path);
  expect(await stored(store, 'shared')).toMatchObject({ record: { totalFee: 2 * rounds }, version: 2 * rounds });
  // Both have closed, so all that they held is free.
  expect((await claim(store)).length).toBe(2 * rounds + 1);
  await store.close();
  const file = new DatabaseSync(path);
  expect(file.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  file.close();
}, 15_000);

test('what a process had written when it was killed is there', async () => {
  const path = journalPath();
  const child = start(path, 'victim');
  await once(child, 'message');
  child.send('go');
  const store = await openFileJournal(path);
  while ((await heldElsewhere(store)).length === 0) await new Promise(setImmediate);
  const before = await heldElsewhere(store);
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
  const after = await heldElsewhere(store);
  expect(after).toEqual(expect.arrayContaining([...before]));
  expect(await put(store, undecidedOrder('next'))).toMatchObject({ written: true });
  await store.close();
  await (await openFileJournal(path)).close();
}, 15_000);
