// A process that holds one record of a journal, and does nothing else.
import { openFileJournal } from '../../src/index.ts';

const [path = '', outTradeNo = ''] = process.argv.slice(2);
const store = await openFileJournal(path);
const record = { outTradeNo, outSubMchId: 'sz01KzuCUOmw8yjtPite', state: 'undecided' } as const;
await store.write({ record, version: 0, isUndecided: true, hold: 'take' });
// It lives until it is killed.
process.on('message', () => {});
process.send?.('ready');
