import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigurationFileError } from './file-error.ts';

/**
 * Puts a file in the place of another, so that at every moment, whatever crashes, either the old or the new one is there, whole. It has
 * reached the disk when this resolves. Only its owner may read it (on Windows, whoever may read the folder).
 *
 * @throws ConfigurationFileError `FILE_UNAVAILABLE`; the old file is untouched
 */
export async function writeDurably(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const target = await behindLinks(file);
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

/** Makes the new name in the folder as durable as the file. Windows opens no folders, and needs it not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A link stays a link: what it points to is replaced. */
async function behindLinks(file: string): Promise<string> {
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

/** A write takes milliseconds: whatever is older than this was left by a process that died, in milliseconds. */
const leftoverAge = 60_000;

async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  const names = (await readdir(folder)).filter((name) => name.startsWith(temporaryPrefix(target)));
  for (const path of names.map((name) => join(folder, name))) {
    const facts = await stat(path).catch(() => undefined);
    if (facts !== undefined && Date.now() - facts.mtimeMs > leftoverAge) await rm(path, { force: true });
  }
}
