import type { Tarball } from './pack.ts';
import { run } from './run.ts';

/**
 * Lets publint and arethetypeswrong look at each tarball, both at their strictest: every public subpath resolves, with the right types, under
 * node10, node16 (as ESM and as CommonJS) and bundler. There are no exceptions.
 */
export async function checkForm(tarballs: readonly Tarball[]): Promise<void> {
  for (const { path } of tarballs) {
    await Promise.all([
      run('pnpm', ['exec', 'publint', 'run', path, '--strict']),
      run('pnpm', ['exec', 'attw', path, '--profile', 'strict', '--format', 'ascii']),
    ]);
  }
}
