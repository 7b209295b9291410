import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigurationFileError } from './file-error.ts';

/**
 * Replaces a file atomically: after a crash at any moment, either the complete old file or the complete new one is there. The new file is on
 * the disk when the promise resolves. Only its owner may read it (on Windows, everyone who may read the folder).
 *
 * @throws ConfigurationFileError `FILE_UNAVAILABLE`; the old file is untouched
 */
export async function writeDurably(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const target = await resolveLinks(file);
    await removeLeftovers(target);
    await replace(target, text);
  } catch (cause) {
    throw new ConfigurationFileError('FILE_UNAVAILABLE', file, cause as NodeJS.ErrnoException);
  }
}

async function replace(target: string, text: string): Promise<void> {
  const temporary = join(dirname(target), `${temporaryPrefix(target)}${randomBytes(8).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** Writes the new name in the folder to the disk. Windows cannot open folders, and does not need this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The path of the file to replace. A symbolic link stays; the file that it points to is replaced. */
async function resolveLinks(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return file;
    throw error;
  }
}

function temporaryPrefix(target: string): string {
  return `.${basename(target)}.tmp-`;
}

/** A temporary file older than this, in milliseconds, was left by a process that died: a write takes only milliseconds. */
const leftoverAge = 60_000;

async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  const names = (await readdir(folder)).filter((name) => name.startsWith(temporaryPrefix(target)));
  for (const path of names.map((name) => join(folder, name))) {
    const stats = await stat(path).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > leftoverAge) await rm(path, { force: true });
  }
}
