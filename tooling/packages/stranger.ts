import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tarball } from './pack.ts';
import { run } from './run.ts';

/** The programs that strangers run: files of the repository, copied out of it so that nothing of it is in reach. */
const programs = new URL('programs/', import.meta.url);

/** A project that knows of us what npm would have given it. */
export interface Stranger {
  readonly folder: string;
  /** Copies a program into the project. @returns its path */
  bring(program: string, into?: string): string;
}

/**
 * Makes a project and installs packages from their tarballs.
 *
 * @param wanted the names of the packages that the project itself depends on; what these need comes from the tarballs too
 */
export async function makeStranger(folder: string, tarballs: readonly Tarball[], wanted: readonly string[]): Promise<Stranger> {
  const from = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  const dependencies = Object.fromEntries(wanted.map((name) => [name, from[name]]));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, dependencies, overrides: from }),
  );
  // Scripts are off: none of our packages may need any.
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], { cwd: folder });
  return {
    folder,
    bring(program, into = '.') {
      const path = join(folder, into, program);
      cpSync(new URL(program, programs), path);
      return path;
    },
  };
}
