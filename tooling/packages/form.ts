import type { Tarball } from './pack.ts';
import { run } from './run.ts';

/** The exceptions, by package: entries that are ES modules alone. Vitest cannot be required, nor is there one for node10. */
const esmOnly: Readonly<Record<string, string>> = { '@cloudpay/mock-server': './vitest' };

/**
 * Lets publint and arethetypeswrong look at each tarball, both at their strictest: every public subpath resolves, with the right types, under
 * node10, node16 (as ESM and as CommonJS) and bundler. What is an ES module alone does so where ES modules do.
 */
export async function checkForm(tarballs: readonly Tarball[]): Promise<void> {
  for (const { name, path } of tarballs) {
    const exception = esmOnly[name];
    await Promise.all([
      run('pnpm', ['exec', 'publint', 'run', path, '--strict']),
      typesAreRight(path, 'strict', ...(exception ? ['--exclude-entrypoints', exception] : [])),
      ...(exception ? [typesAreRight(path, 'esm-only', '--entrypoints', exception)] : []),
    ]);
  }
}

function typesAreRight(path: string, profile: 'strict' | 'esm-only', ...options: readonly string[]): Promise<string> {
  return run('pnpm', ['exec', 'attw', path, '--profile', profile, '--format', 'ascii', ...options]);
}
