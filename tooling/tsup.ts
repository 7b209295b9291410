import { rmSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

/**
 * The one build of every published package: ESM and CJS with types.
 *
 * @param entry public subpath → source file; the keys must match the exports map of the package
 * @param plugins for sources that are made during the build
 */
export function library(
  entry: Record<string, string>,
  plugins: NonNullable<Options['esbuildPlugins']> = [],
): ReturnType<typeof defineConfig> {
  // Not by tsup's own `clean`: a package may have several builds, side by side.
  rmSync('dist', { recursive: true, force: true });
  const options: Options = {
    entry,
    esbuildPlugins: plugins,
    format: ['esm', 'cjs'],
    target: 'es2023',
    platform: 'node',
    dts: true,
    // The code is not minified: who steps into it reads it as it was written, comments aside. Maps would double what everybody installs.
    sourcemap: false,
    treeshake: true,
    splitting: true,
    // `node:sqlite` has no other name.
    removeNodeProtocol: false,
  };
  return defineConfig(options);
}
