import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeDurably } from '../src/file/write-durably.ts';
import { rejectionOf } from './support/till.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloudpay-write-'));
  file = join(folder, 'till.jwe');
});
afterEach(() => rm(folder, { recursive: true }));

test('takes the place of a file that others may read, and is for its owner alone', async () => {
  await writeFile(file, 'old', { mode: 0o644 });
  await writeDurably(file, 'new');
  expect(await readFile(file, 'utf8')).toBe('new');
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('never writes into the old file: whoever has it open still reads it whole', async () => {
  await writeDurably(file, 'old');
  const { ino } = await stat(file);
  await writeDurably(file, 'new');
  expect((await stat(file)).ino).not.toBe(ino);
});

test('many at the same time leave one of them, whole, and nothing else', async () => {
  const texts = Array.from({ length: 30 }, (_, index) => String(index).repeat(5_000));
  await Promise.all(texts.map((text) => writeDurably(file, text)));
  expect(texts).toContain(await readFile(file, 'utf8'));
  expect(await readdir(folder)).toEqual(['till.jwe']);
});

test('clears away what dead processes left, not what live ones are writing', async () => {
  const [dead, live, foreign] = ['.till.jwe.tmp-dead', '.till.jwe.tmp-live', '.other.jwe.tmp-dead'].map((name) =>
    join(folder, name),
  );
  for (const path of [dead, live, foreign]) await writeFile(path as string, '');
  const longAgo = Date.now() / 1000 - 120;
  for (const path of [dead, foreign]) await utimes(path as string, longAgo, longAgo);
  await writeDurably(file, 'new');
  expect((await readdir(folder)).toSorted()).toEqual(['.other.jwe.tmp-dead', '.till.jwe.tmp-live', 'till.jwe']);
});

test('that fails leaves the old file and no other', async () => {
  await writeFile(join(folder, 'x'.repeat(250)), 'old');
  expect(await rejectionOf(writeDurably(join(folder, 'x'.repeat(250)), 'new'))).toMatchObject({ code: 'FILE_UNAVAILABLE' });
  expect(await readFile(join(folder, 'x'.repeat(250)), 'utf8')).toBe('old');
  expect(await readdir(folder)).toHaveLength(1);
});
