import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspectFile } from '../../src/file/inspect.ts';
import { openJwe } from './jwe.ts';

const writer = fileURLToPath(new URL('./writer.ts', import.meta.url));
const key = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

/** One fits into a block of the disk, the other does not. */
const texts = [JSON.stringify({ device: 'a' }), JSON.stringify({ device: 'b'.repeat(20_000) })];

type Writer = ChildProcessByStdio<null, Readable, null>;

/** What was found after the kills. */
export interface Findings {
  /** How often each configuration was the one that opened. */
  readonly opened: readonly number[];
  /** How many writes were cut off in the middle: each left a temporary file. */
  readonly cutOff: number;
}

/**
 * Kills a program that writes the file, again and again, at random moments of a write.
 *
 * @throws Error as soon as neither the old nor the new configuration opens
 */
export async function killWhileWriting(kills: number): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudpay-kill-'));
  try {
    const file = join(folder, 'till.jwe');
    const opened = texts.map(() => 0);
    let cutOff = 0;
    for (let kill = 0; kill < kills; kill++) {
      const child = spawn(process.execPath, ['--conditions=@cloudpay/source', writer, file, key.toString('base64'), ...texts], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await setTimeout(Math.random() * 2 * (await durationOfAWrite(child)));
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      const [, signal] = await exit;
      if (signal !== 'SIGKILL') throw new Error('the writer ended by itself');
      const which = await whichOpens(file);
      opened[which] = (opened[which] as number) + 1;
      cutOff += await removeTemporaryFiles(folder);
    }
    return { opened, cutOff };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How long the first write took, in milliseconds; the second has begun when this resolves. The kills go by it: disks differ. */
async function durationOfAWrite({ stdout }: Writer): Promise<number> {
  let begun = 0;
  let first: number | undefined;
  for await (const [chunk] of on(stdout, 'data', { close: ['end'] })) {
    first ??= performance.now();
    begun += (chunk as Buffer).byteLength;
    if (begun > 1) return performance.now() - first;
  }
  throw new Error('the writer ended by itself');
}

async function removeTemporaryFiles(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('.'));
  for (const name of names) await rm(join(folder, name));
  return names.length;
}

async function whichOpens(file: string): Promise<number> {
  const text = await readFile(file, 'latin1');
  const inspected = inspectFile(text);
  if (typeof inspected === 'string') throw new Error(`after a kill: ${inspected}`);
  const which = texts.indexOf(openJwe(text, key).content);
  if (which < 0) throw new Error('after a kill: another content');
  return which;
}
