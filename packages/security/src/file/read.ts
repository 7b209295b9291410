import { readFile, stat } from 'node:fs/promises';
import { ConfigurationFileError } from './file-error.ts';
import { inspectFile, type SealedConfiguration } from './inspect.ts';

/** A configuration is far smaller. A larger file is something else and is not read into memory. */
const maxFileBytes = 1024 * 1024;

/**
 * Reads and checks the encrypted configuration file.
 *
 * @returns undefined when there is no file
 * @throws ConfigurationFileError
 */
export async function readSealed(file: string): Promise<SealedConfiguration | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  const inspected = inspectFile(text);
  if (typeof inspected === 'string') throw new ConfigurationFileError(inspected, file);
  return inspected;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    const stats = await stat(file);
    if (!stats.isFile() || stats.size > maxFileBytes) throw new ConfigurationFileError('FILE_FOREIGN', file);
    // Latin-1 maps each byte to one character, so no byte is lost.
    return await readFile(file, 'latin1');
  } catch (error) {
    if (error instanceof ConfigurationFileError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigurationFileError('FILE_UNAVAILABLE', file, error as NodeJS.ErrnoException);
  }
}
