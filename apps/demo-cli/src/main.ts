import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { stateFolder } from './state/state-folder.ts';

// The sources are TypeScript: without the cache, half of a start would go into stripping their types. The folder is the user's own, since
// what lies in it is run.
enableCompileCache(join(stateFolder(), 'compile-cache'));

await import('./cli.ts');
