import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openFileJournal } from '../../src/index.ts';
import { journalPath } from '../helpers/folder.ts';
import { claim, heldElsewhere, put, stored, undecidedOrder } from './helpers/records.ts';

const rounds = 25;

function start(program: string, ...args: readonly string[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), args, {
    execArgv: ['--conditions=@cloudpay/source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('two processes that make and write one journal at once lose nothing', async () => {
  const path = journalPath();
  const children = ['left', 'right'].map((name) => start('writer.ts', path, name, String(rounds)));
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
  const child = start('writer.ts', path, 'victim', String(rounds));
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

test('a journal keeps a process alive while it writes, and no longer', async () => {
  const path = journalPath();
  await (await openFileJournal(path)).close();
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const child = start('holder.ts', path, 'a');
  const exit = once(child, 'exit');
  // It waits for the lock, with nothing else to do. Then it holds the record, and still ends.
  await once(child, 'message');
  await new Promise(setImmediate);
  other.exec('COMMIT');
  expect(await exit).toEqual([0, null]);
  expect(other.prepare('SELECT number FROM records WHERE holder IS NOT NULL').all()).toEqual([{ number: 'a' }]);
  other.close();
}, 15_000);
