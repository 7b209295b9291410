import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Root } from 'mdast';
import { remark } from 'remark';
import { visit } from 'unist-util-visit';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A Markdown file of the repository. */
export interface MarkdownFile {
  /** The path from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of code. */
export interface CodeBlock {
  readonly path: string;
  /** The language after the fence, for example `ts`. Empty if there is none. */
  readonly language: string;
  readonly code: string;
  /** The line of the first line of code, from 1. */
  readonly line: number;
}

/** All documents for people: every Markdown file that Git tracks or would add, except changelogs and changesets. */
export function markdownFiles(): MarkdownFile[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed
    .split('\0')
    .filter((path) => path !== '' && !path.startsWith('.changeset/') && !path.endsWith('CHANGELOG.md'))
    .filter((path) => existsSync(`${root}${path}`))
    .map((path) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }));
}

export function parse({ text }: MarkdownFile): Root {
  return remark().parse(text);
}

export function codeBlocks(file: MarkdownFile): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  visit(parse(file), 'code', ({ lang, value, position }) => {
    if (position === undefined) return;
    blocks.push({ path: file.path, language: lang ?? '', code: value, line: position.start.line + 1 });
  });
  return blocks;
}
