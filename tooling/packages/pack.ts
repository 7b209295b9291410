import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Manifest, publishedFolders } from './published.ts';
import { run } from './run.ts';

/** A package as it would be published. */
export interface Tarball {
  readonly name: string;
  readonly path: string;
  /** The package.json inside, which is not the one in the repository: workspace ranges and `publishConfig` are applied. */
  readonly manifest: Manifest;
  /** The paths of its files. */
  readonly files: readonly string[];
  /** Reads one of them. */
  read(file: string): Promise<string>;
}

/** Packs every published package into a folder. */
export async function packAll(into: string): Promise<readonly Tarball[]> {
  return Promise.all(publishedFolders.map((folder) => pack(folder, into)));
}

/** Packs one package. */
export async function pack(folder: string, into: string): Promise<Tarball> {
  const said = await run('pnpm', ['pack', '--json', '--pack-destination', into], { cwd: folder });
  const { filename, name } = JSON.parse(said) as { filename: string; name: string };
  const path = join(into, basename(filename));
  const unpacked = join(into, 'unpacked', name);
  mkdirSync(unpacked, { recursive: true });
  await run('tar', ['-xzf', path, '-C', unpacked, '--strip-components=1']);
  const listed = await run('tar', ['-tzf', path]);
  const read = async (file: string) => readFileSync(join(unpacked, file), 'utf8');
  return {
    name,
    path,
    manifest: JSON.parse(await read('package.json')) as Manifest,
    files: listed
      .trim()
      .split('\n')
      .map((file) => file.replace(/^package\//, ''))
      .sort(),
    read,
  };
}
