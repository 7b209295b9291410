// A process that holds records of a journal and works on them until it is killed. Its clock is set wrong.
import { openPostgresJournal } from '../src/index.ts';

const [url = '', schema = '', name = '', count = '0', shift = '0'] = process.argv.slice(2);
const now = Date.now;
Date.now = () => now() + Number(shift);

const store = await openPostgresJournal({ url, schema });
const outSubMchId = 'sz01KzuCUOmw8yjtPite';
await Promise.all(
  Array.from({ length: Number(count) }, (_, at) => {
    const record = { outTradeNo: `${name}-${at}`, outSubMchId, state: 'undecided' } as const;
    return store.write({ record, version: 0, isUndecided: true, hold: 'take' });
  }),
);
process.send?.('held');
process.on('message', () => {});
