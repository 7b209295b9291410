import { JournalReason } from '../errors.ts';

/** @returns a check that throws when the file of the journal or its log was replaced, or the log was cut */
export function checkOfFiles(path: string): () => void {
  const checkFile = checkOfFile(path);
  const checkLog = checkOfFile(`${path}-wal`);
  let longest = 0;
  return () => {
    checkFile();
    const length = checkLog();
    // SQLite itself may cut a log when all of it is in the file.
    if (length < longest && length < usedLength(`${path}-shm`)) throw replaced();
    longest = length;
  };
}

/** @returns a check that returns the length of the file, and throws when it was replaced */
function checkOfFile(path: string): () => number {
  const { statSync } = process.getBuiltinModule('node:fs');
  const opened = statSync(path, { bigint: true });
  return () => {
    const now = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (now?.ino !== opened.ino || now.dev !== opened.dev) throw replaced();
    return Number(now.size);
  };
}

/** The least length of a log by its index: the frames that SQLite would read. */
function usedLength(indexPath: string): number {
  const { closeSync, openSync, readSync } = process.getBuiltinModule('node:fs');
  const file = openSync(indexPath, 'r');
  try {
    // In the byte order of the machine: the size of a page at 14, the number of frames at 16.
    const header = new ArrayBuffer(20);
    readSync(file, new Uint8Array(header));
    const pageSize = new Uint16Array(header, 14, 1)[0] as number;
    const frames = new Uint32Array(header, 16, 1)[0] as number;
    return frames === 0 ? 0 : 32 + frames * (24 + pageSize);
  } finally {
    closeSync(file);
  }
}

function replaced(): JournalReason {
  return new JournalReason('replaced', '日志文件已被删除、替换或截断 (the file was deleted, replaced or cut)');
}
