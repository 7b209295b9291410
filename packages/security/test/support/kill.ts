import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspectFile } from '../../src/file/inspect.ts';
import { openJwe } from './jwe.ts';

const writer = fileURLToPath(new URL('./writer.ts', import.meta.url));
const key = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

/** One fits into a block of the disk, the other does not. */
const texts = [JSON.stringify({ device: 'a' }), JSON.stringify({ device: 'b'.repeat(20_000) })];

/** What was found after the kills. */
export interface Findings {
  /** How often each configuration was the one that opened. */
  readonly opened: readonly number[];
  /** How many writes were cut off: each left a temporary file. */
  readonly cutOff: number;
}

/**
 * Kills a program that writes the file, again and again, each time a little later or earlier.
 *
 * @throws Error as soon as neither the old nor the new configuration opens
 */
export async function killWhileWriting(kills: number): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudpay-kill-'));
  try {
    const file = join(folder, 'till.jwe');
    const opened = texts.map(() => 0);
    for (let kill = 0; kill < kills; kill++) {
      const child = spawn(process.execPath, ['--conditions=@cloudpay/source', writer, file, key.toString('base64'), ...texts], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exit = once(child, 'exit');
      await Promise.race([once(child.stdout, 'data'), exit]);
      // The first file has to be there before it can be endangered.
      while (kill === 0 && !(await exists(file))) await setTimeout(1);
      await setTimeout(Math.random() * 20);
      child.kill('SIGKILL');
      const [, signal] = await exit;
      if (signal !== 'SIGKILL') throw new Error('the writer ended by itself');
      const which = await whichOpens(file);
      opened[which] = (opened[which] as number) + 1;
    }
    const names = await readdir(folder);
    return { opened, cutOff: names.filter((name) => name.startsWith('.')).length };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function whichOpens(file: string): Promise<number> {
  const text = await readFile(file, 'latin1');
  const inspected = inspectFile(text);
  if (typeof inspected === 'string') throw new Error(`after a kill: ${inspected}`);
  const which = texts.indexOf(openJwe(text, key).content);
  if (which < 0) throw new Error('after a kill: another content');
  return which;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
