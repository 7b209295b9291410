import type { JournalStore } from '../../../src/index.ts';
import type { Hardships } from '../hardships.ts';
import type { Ledger } from '../ledger.ts';
import type { MachineClock } from '../machine-clock.ts';
import { between, chance, type Random } from '../random.ts';

/**
 * The journal as one process sees it: a use takes a moment, or much longer; it fails before its effect or after; a crash falls before or after
 * it.
 */
export function journalOf(
  store: JournalStore,
  machine: MachineClock,
  random: Random,
  kind: () => Hardships['journal'],
  ledger: Ledger,
  process: number,
): JournalStore {
  const never = new Promise<never>(() => {});
  let isClosed = false;
  const using = async <T>(act: () => Promise<T>): Promise<T> => {
    machine.journalUses += 1;
    try {
      const isSlow = kind() === 'slow' && chance(random, 8);
      const isBefore = chance(random, 50);
      const longest = chance(random, 50) ? 5_000 : 70_000;
      const failing = kind() === 'failing' && chance(random, 12) ? (chance(random, 50) ? 'before' : 'after') : undefined;
      await machine.sleep(isSlow && isBefore ? between(random, 100, longest) : between(random, 0, 3));
      if (machine.isDead) return never;
      if (isClosed) throw new Error('the journal is closed');
      if (failing === 'before') throw new Error('the disk is full');
      const result = await act();
      await machine.sleep(isSlow && !isBefore ? between(random, 100, longest) : between(random, 0, 3));
      if (failing === 'after') throw new Error('the disk does not answer');
      return result;
    } finally {
      machine.journalUses -= 1;
    }
  };
  return {
    read: (key) => using(() => store.read(key)),
    write: (write) =>
      using(async () => {
        const { outSubMchId, outTradeNo: number } = write.record;
        const before = await store.read({ outSubMchId, number });
        const written = await store.write(write);
        if (written.written) ledger.written(write.record, process, before?.held === 'elsewhere');
        return written;
      }),
    claim: (request) => using(() => store.claim(request)),
    heldElsewhere: (request) => using(() => store.heldElsewhere(request)),
    async close() {
      isClosed = true;
      await store.close();
    },
  };
}
