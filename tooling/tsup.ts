import { readFileSync, rmSync } from 'node:fs';
import { transform } from 'esbuild';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Bundled code of other packages is minified: nobody debugs it here. */
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
 * The build of every published package: ESM and CommonJS with types.
 *
 * @param entry public subpath → source file; the keys must match the exports map of the package
 * @param options `plugins` for sources that are made during the build; `bundledInCjs` lists ESM-only dependencies. The
 * CommonJS build contains them, because neither `require` nor `import()` of them works in Jest
 */
export function library(
  entry: Record<string, string>,
  { plugins = [], bundledInCjs = [] }: { plugins?: NonNullable<Options['esbuildPlugins']>; bundledInCjs?: string[] } = {},
): Options[] {
  // Not with tsup's `clean`: a package may have several builds at the same time.
  rmSync('dist', { recursive: true, force: true });
  const options: Options = {
    entry,
    esbuildPlugins: [...plugins, smallDependencies],
    // Keeps the Chinese text of our errors readable in Node's code frames.
    esbuildOptions(esbuild) {
      esbuild.charset = 'utf8';
    },
    target: 'es2023',
    platform: 'node',
    dts: true,
    // The code is not minified, so people can read it in a debugger. Source maps would double the installed size.
    sourcemap: false,
    treeshake: true,
    // `node:sqlite` has no name without the prefix.
    removeNodeProtocol: false,
  };
  // Without chunks an `import()` of our own code becomes a call within the file. Entries that share code need chunks.
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
