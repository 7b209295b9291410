// A process that shares a journal with others: each of its rounds adds one to a count, and makes an order of its own.
import { openFileJournal } from '../../src/index.ts';

const [path = '', name = '', rounds = '0'] = process.argv.slice(2);
const store = await openFileJournal(path);

async function add(): Promise<void> {
  for (;;) {
    const stored = await store.read('shared');
    const totalFee = (stored?.record.totalFee ?? 0) + 1;
    if (await store.write({ outTradeNo: 'shared', state: 'undecided', totalFee }, stored?.version ?? 0, true)) return;
  }
}

// Both begin when the other is there too.
process.send?.('ready');
await new Promise((resolve) => process.once('message', resolve));
await Promise.all(
  Array.from({ length: Number(rounds) }, async (_, at) => {
    const written = await store.write({ outTradeNo: `${name}-${at}`, state: 'undecided' }, 0, true);
    if (!written) throw new Error(`${name}-${at} was written by someone else`);
    await add();
  }),
);
await store.close();
process.disconnect?.();
