import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests run against the sources: no build stands between an edit and its test.
  resolve: { conditions: ['@cloudpay/source'] },
  ssr: { resolve: { conditions: ['@cloudpay/source'] } },
  test: {
    // Vitest leaves a core free; on a machine with two, that is half of them. Many tests wait more than they work.
    maxWorkers: '100%',
    globalSetup: 'apps/demo-cli/test/support/bundle.ts',
    // Tests start many a process from TypeScript: without a cache, most of a start goes into stripping types.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url)) },
    // A test that hangs must end, and no test is about how fast a shared machine is today.
    testTimeout: 30_000,
    // No test leaves anything in a module behind, so that files may share a process: to start one for each takes a quarter of the whole run.
    isolate: false,
    include: ['{proto,packages/*,apps/*,examples,tooling,tooling/browser,tooling/documents}/test/**/*.test.ts'],
    // The long proofs have a run of their own: `pnpm test:long`.
    exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
  },
});
