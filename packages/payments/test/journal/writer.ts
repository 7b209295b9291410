// A process that shares a journal with others: each of its rounds adds one to a count, and makes an order of its own.
import { openFileJournal } from '../../src/index.ts';

const [path = '', name = '', rounds = '0'] = process.argv.slice(2);
const store = await openFileJournal(path);
const outSubMchId = 'sz01KzuCUOmw8yjtPite';
const write = (outTradeNo: string, totalFee = 0, version = 0) => {
  const record = { outTradeNo, outSubMchId, state: 'undecided', totalFee } as const;
  return store.write({ record, version, isUndecided: true, hold: version === 0 ? 'take' : 'keep' });
};

async function add(): Promise<void> {
  for (;;) {
    const stored = await store.read({ outSubMchId, number: 'shared' });
    const { written } = await write('shared', (stored?.record.totalFee ?? 0) + 1, stored?.version ?? 0);
    if (written) return;
  }
}

// Both begin when the other is there too.
process.send?.('ready');
await new Promise((resolve) => process.once('message', resolve));
await Promise.all(
  Array.from({ length: Number(rounds) }, async (_, at) => {
    const { written } = await write(`${name}-${at}`);
    if (!written) throw new Error(`${name}-${at} was written by someone else`);
    await add();
  }),
);
await store.close();
process.disconnect?.();
