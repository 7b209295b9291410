import { join, resolve } from 'node:path';
import { CloudPayError, type JournalStore, openFileJournal } from '@cloudpay/payments';
import { AdvisedError } from '../shell/advised-error.ts';
import { stateFolder } from './state-folder.ts';

/**
 * Where a merchant's journal is by default. Each merchant has one of its own: `resume` asks one merchant's service for all that its journal
 * holds, and would take another merchant's orders for orders that never arrived.
 */
export function defaultJournal(outSubMchId: string): string {
  return join(stateFolder(), 'journal', `${encodeURIComponent(outSubMchId)}.sqlite`);
}

/** @throws CloudPayError `JOURNAL_UNAVAILABLE`, naming the file */
export async function openJournal(file: string): Promise<JournalStore> {
  // Names such as `:memory:` mean something else to SQLite; a path does not.
  const path = resolve(file);
  try {
    return await openFileJournal(path);
  } catch (error) {
    if (!(error instanceof CloudPayError)) throw error;
    const { code, outcome, message } = error;
    const advice = [`日志文件 journal file: ${path}`, '或用另一个 or use another: --journal FILE'];
    throw new AdvisedError(message, advice, { code, outcome, cause: error });
  }
}
