import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { ensureOwnFolder } from './state/own-folder.ts';
import { stateFolder } from './state/state-folder.ts';

cacheCompiledCode();
await import('./cli.ts');

/**
 * The sources are TypeScript: without the cache, half of a start would go into stripping their types. What lies in the folder is run, so
 * nobody else may write there; where that cannot be had, there is no cache.
 */
function cacheCompiledCode(): void {
  try {
    const cache = join(stateFolder(), 'compile-cache');
    ensureOwnFolder(stateFolder());
    ensureOwnFolder(cache);
    enableCompileCache(cache);
  } catch {
    // A read-only home, for example: the start is slower.
  }
}
