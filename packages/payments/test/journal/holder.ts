// A process that holds one record of a journal, and lives no longer than the journal makes it, unless it is told to stay.
import { openFileJournal } from '../../src/index.ts';

const [path = '', outTradeNo = '', stays = ''] = process.argv.slice(2);
const store = await openFileJournal(path);
const record = { outTradeNo, outSubMchId: 'sz01KzuCUOmw8yjtPite', state: 'undecided' } as const;
process.send?.('opened');
await store.write({ record, version: 0, isUndecided: true, hold: 'take' });
process.send?.('held');
if (stays === 'stays') process.on('message', () => {});
