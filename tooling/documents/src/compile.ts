import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CodeBlock, root } from './markdown.ts';

const here = fileURLToPath(new URL('..', import.meta.url));
const extensions: Record<string, string> = { ts: 'ts', typescript: 'ts', js: 'js', javascript: 'js' };

/**
 * Compiles blocks of TypeScript and JavaScript against the packages, each as a separate module.
 *
 * @param folder for the blocks' files, below this package
 * @returns the compiler's errors, with the document and its line instead of the block's file
 */
export async function compile(blocks: readonly CodeBlock[], folder = '.blocks'): Promise<string[]> {
  const target = join(here, folder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  const files = blocks.flatMap(({ path, language, code, line }) => {
    const extension = extensions[language];
    if (extension === undefined) return [];
    const file = `${path}.${line}.${extension}`;
    mkdirSync(join(target, dirname(path)), { recursive: true });
    // Adds empty lines, so that the compiler's line numbers are those of the document.
    writeFileSync(join(target, file), `${'\n'.repeat(line - 1)}${code}\nexport {};\n`);
    return [file];
  });
  const project = { extends: '../tsconfig.blocks.json', files: ['../src/given.d.ts', ...files] };
  writeFileSync(join(target, 'tsconfig.json'), JSON.stringify(project));
  const output = await tsc(target);
  rmSync(target, { recursive: true });
  return output
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => text.replace(/^(\S+\.md)\.\d+\.[jt]s\((\d+),(\d+)\)/, '$1:$2:$3'));
}

function tsc(folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      join(root, 'node_modules/.bin/tsc'),
      ['-p', '.', '--pretty', 'false'],
      { cwd: folder },
      (error, stdout, stderr) => {
        if (error !== null && stdout === '') reject(new Error(stderr, { cause: error }));
        else resolve(stdout);
      },
    );
  });
}
