import type { Tarball } from './pack.ts';
import { sourceCondition } from './published.ts';

/** What every tarball holds beside its code. */
const always = ['LICENSE', 'README.md', 'package.json'];

/** Beside those, a tarball holds code and types in `dist`, and the files that its exports map names. */
const code = /^dist\/[\w-]+\.(?:js|cjs|d\.ts|d\.cts)$/;

/** Checks that each tarball holds what it needs, and nothing else: no sources, tests, configuration or maps. */
export async function checkContents(tarballs: readonly Tarball[]): Promise<void> {
  for (const tarball of tarballs) await checkOne(tarball);
}

async function checkOne({ name, manifest, files, read }: Tarball): Promise<void> {
  const named = new Set(
    [...targetsOf(manifest.exports), ...Object.values(manifest.bin ?? {})].map((path) => path.replace('./', '')),
  );
  const missing = [...always, ...named].filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`${name}: the tarball lacks ${missing.join(', ')}`);
  const superfluous = files.filter((file) => !always.includes(file) && !named.has(file) && !code.test(file));
  if (superfluous.length > 0) throw new Error(`${name}: the tarball holds ${superfluous.join(', ')}, which nobody needs`);
  for (const file of files.filter((file) => code.test(file))) {
    const text = await read(file);
    if (text.includes(sourceCondition)) throw new Error(`${name}: ${file} knows ${sourceCondition}`);
    if (text.includes('sourceMappingURL')) throw new Error(`${name}: ${file} names a source map that is not there`);
  }
}

/** Every path that an exports map leads to. */
function targetsOf(exports: unknown): string[] {
  if (typeof exports === 'string') return [exports];
  return Object.values(exports as object).flatMap(targetsOf);
}
