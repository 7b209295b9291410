import { readFileSync, rmSync } from 'node:fs';
import { transform } from 'esbuild';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** What is bundled of others is minified: nobody steps into it here. */
const smallDependencies: Plugin = {
  name: 'small-dependencies',
  setup(build) {
    build.onLoad({ filter: /[/\\]node_modules[/\\].+\.js$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), { minify: true, legalComments: 'inline' });
      return { contents: code };
    });
  },
};

/**
 * The one build of every published package: ESM and CJS with types.
 *
 * @param entry public subpath → source file; the keys must match the exports map of the package
 * @param options `plugins` for sources that are made during the build; `bundledInCjs` names dependencies that are ESM only: the CommonJS
 * build holds them, since `require` of them fails in Jest and `import()` of them too
 */
export function library(
  entry: Record<string, string>,
  { plugins = [], bundledInCjs = [] }: { plugins?: NonNullable<Options['esbuildPlugins']>; bundledInCjs?: string[] } = {},
): Options[] {
  // Not by tsup's own `clean`: a package may have several builds, side by side.
  rmSync('dist', { recursive: true, force: true });
  const options: Options = {
    entry,
    esbuildPlugins: [...plugins, smallDependencies],
    // Node's code frames show the Chinese of our errors.
    esbuildOptions(esbuild) {
      esbuild.charset = 'utf8';
    },
    target: 'es2023',
    platform: 'node',
    dts: true,
    // The code is not minified: who steps into it reads it as it was written, comments aside. Maps would double what everybody installs.
    sourcemap: false,
    treeshake: true,
    // `node:sqlite` has no other name.
    removeNodeProtocol: false,
  };
  // Without chunks an `import()` of our own becomes a call within the file. Entries that share code need chunks.
  const splitting = bundledInCjs.length === 0;
  return [
    { ...options, format: 'esm', splitting: true },
    {
      ...options,
      format: 'cjs',
      splitting,
      noExternal: bundledInCjs,
      esbuildOptions(esbuild) {
        esbuild.charset = 'utf8';
        // `import()` fails in Jest: here it becomes `require`.
        esbuild.supported = { ...esbuild.supported, 'dynamic-import': false };
      },
    },
  ];
}
