import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests run against the sources, so an edit needs no build.
  resolve: { conditions: ['@cloudpay/source'] },
  ssr: { resolve: { conditions: ['@cloudpay/source'] } },
  test: {
    // By default Vitest leaves one core free. Many tests wait more than they work, so use them all.
    maxWorkers: '100%',
    globalSetup: ['apps/demo-cli/test/support/bundle.ts', 'tooling/postgres/src/set-up.ts'],
    // Tests start many processes from TypeScript. The cache saves most of each start: stripping types.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url)) },
    // A test that hangs must end. No test measures how fast the machine is.
    testTimeout: 30_000,
    // No test leaves state in a module, so files may share a process. A process per file would add a quarter to the run.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'short', // pnpm test
          include: ['{proto,packages/*,apps/*,examples,tooling,tooling/*}/test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'long', // pnpm test:long
          include: ['{proto,packages/*,apps/*,examples}/test/**/*.long.test.ts'],
        },
      },
    ],
  },
});
