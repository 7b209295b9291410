// Processes that are killed, in real time.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openFileJournal } from '../../src/index.ts';
import { journalPath } from '../helpers/folder.ts';
import { claim, heldElsewhere } from './helpers/records.ts';

test('the records of a process that is killed are taken over, and those of one that lives are not', async () => {
  const path = journalPath();
  const [victim, survivor] = await Promise.all(
    ['victim', 'survivor'].map(async (name) => {
      const child = fork(fileURLToPath(new URL('holder.ts', import.meta.url)), [path, name, 'stays'], {
        execArgv: ['--conditions=@cloudpay/source', '--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      while ((await once(child, 'message'))[0] !== 'held');
      return child;
    }),
  );
  const store = await openFileJournal(path);
  onTestFinished(() => store.close());
  const look = async () => {
    const claimed = await claim(store);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return claimed;
  };
  for (let looks = 0; looks < 8; looks += 1) expect(await look()).toEqual([]);
  const exit = once(victim as NonNullable<typeof victim>, 'exit');
  victim?.kill('SIGKILL');
  await exit;
  const claimed: string[] = [];
  for (let looks = 0; looks < 12; looks += 1) {
    claimed.push(...(await claim(store, claimed)));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  expect(claimed).toEqual(['victim']);
  expect(await heldElsewhere(store)).toEqual(['survivor']);
  survivor?.kill('SIGKILL');
}, 60_000);
