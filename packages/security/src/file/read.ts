import { readFile, stat } from 'node:fs/promises';
import { ConfigurationFileError } from './file-error.ts';
import { inspectFile, type SealedConfiguration } from './inspect.ts';

/** No configuration comes near it; what is longer is something else, and is not read into memory. */
const largestFile = 1024 * 1024;

/**
 * Reads the encrypted configuration file, and changes nothing.
 *
 * @returns undefined when there is none
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
    const facts = await stat(file);
    if (!facts.isFile() || facts.size > largestFile) throw new ConfigurationFileError('FILE_FOREIGN', file);
    // One character a byte: whatever the bytes are, none is replaced on the way.
    return await readFile(file, 'latin1');
  } catch (error) {
    if (error instanceof ConfigurationFileError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigurationFileError('FILE_UNAVAILABLE', file, error as NodeJS.ErrnoException);
  }
}
