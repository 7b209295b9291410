// Runs once before the tests: makes one file of the command line and all that it imports, since the tests start it some hundred times, and half
// of a start from the sources is finding and reading them. demo.test.ts starts it from the sources, as users do.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const folder = fileURLToPath(new URL('../../node_modules/.cache/bundle', import.meta.url));

/** What the tests start. */
export const bundledMain = `${folder}/main.mjs`;

export async function setup(): Promise<void> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [source],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Commands are loaded when they are called, here as there.
    splitting: true,
    // CommonJS that is imported late would lose its names in a bundle that is split.
    external: ['yaml'],
    platform: 'node',
    format: 'esm',
    conditions: ['@cloudpay/source'],
    // CommonJS among the dependencies asks for Node's modules by require().
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    write: false,
    logLevel: 'error',
  });
  for (const { path, contents } of outputFiles) {
    // Another run may be using what has not changed.
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}
