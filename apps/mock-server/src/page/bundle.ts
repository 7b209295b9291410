import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { ConsoleAssets } from './console-assets.ts';

const folder = new URL('../../console/', import.meta.url);

/** Builds the page from its sources. */
export async function bundleConsole(minify: boolean): Promise<ConsoleAssets> {
  const [html, bundle] = await Promise.all([
    readFile(new URL('index.html', folder), 'utf8'),
    build({
      absWorkingDir: fileURLToPath(folder),
      entryPoints: [
        { in: 'main.tsx', out: 'console' },
        { in: 'style/main.css', out: 'console' },
      ],
      outdir: '.',
      write: false,
      bundle: true,
      minify,
      format: 'esm',
      target: 'es2023',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'error',
    }),
  ]);
  const output = (extension: string) => {
    const file = bundle.outputFiles.find(({ path }) => path.endsWith(extension));
    if (file === undefined) throw new Error(`the console has no ${extension}`);
    return file.text;
  };
  return { html, script: output('.js'), style: output('.css') };
}
