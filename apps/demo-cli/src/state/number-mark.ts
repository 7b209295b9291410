import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError, type NumberMark } from '@cloudpay/payments';

/**
 * Keeps the moment of the last order number in a file, so that numbers do not run backwards over restarts. A mark that cannot be kept
 * stops the number: a till whose clock was set back would otherwise make numbers that it made before.
 */
export function fileNumberMark(path: string): NumberMark {
  return {
    load: () => load(path),
    save: (moment) => orRefuse(path, () => replace(path, `${moment}\n`)),
  };
}

async function load(path: string): Promise<number | undefined> {
  const text = await orRefuse(path, () => readFile(path, 'utf8').catch(absent));
  if (text === undefined) return undefined;
  if (/^\d{1,15}\n$/.test(text)) return Number(text);
  throw refusal(
    path,
    '文件已损坏，请核对本机时钟后删除它 (the file is damaged: check the clock of this machine, then delete it)',
  );
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Replaces a file so that it holds the old text or the new, whenever the power fails, and the new one once this resolves. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Several processes may write at a time, each its own file.
  const draft = `${path}.${process.pid}`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The new name, too, must reach the disk. Windows sees to it by itself, and opens no folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function orRefuse<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw refusal(path, `无法读写 (cannot be read or written): ${code}; 或自带订单号 or bring a number: --out-trade-no`);
  }
}

function refusal(path: string, reason: string): ConfigurationError {
  return new ConfigurationError('numberMark', `${path} ${reason}`);
}
