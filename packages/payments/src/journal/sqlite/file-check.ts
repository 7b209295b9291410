import { JournalReason } from '../errors.ts';

/** @returns throws when the journal's file or its log is no longer the one that is there now, or the log was cut */
export function checkOfFiles(path: string): () => void {
  const checkFile = checkOfFile(path);
  const checkLog = checkOfFile(`${path}-wal`);
  let longest = 0;
  return () => {
    checkFile();
    const length = checkLog();
    // SQLite itself may cut a log all of which is in the file by now.
    if (length < longest && length < usedLength(`${path}-shm`)) throw replaced();
    longest = length;
  };
}

/** @returns tells the length of the file, and throws when it is no longer the one that is there now */
function checkOfFile(path: string): () => number {
  const { statSync } = process.getBuiltinModule('node:fs');
  const opened = statSync(path, { bigint: true });
  return () => {
    const now = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (now?.ino !== opened.ino || now.dev !== opened.dev) throw replaced();
    return Number(now.size);
  };
}

/** How long a log is, at least, by its index: the frames that SQLite would read. */
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
