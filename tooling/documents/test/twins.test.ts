// The Chinese and English documents must have the same structure.
import { readdirSync } from 'node:fs';
import type { Nodes } from 'mdast';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { markdownFiles, parse, root } from '../src/markdown.ts';

const files = new Map(markdownFiles().map((file) => [file.path, file]));
const pages = readdirSync(`${root}docs/zh`);
const twins = [['README.md', 'README.en.md'], ...pages.map((page) => [`docs/zh/${page}`, `docs/en/${page}`])] as [
  string,
  string,
][];

test('every page exists in both languages', () => {
  expect(readdirSync(`${root}docs/en`)).toEqual(pages);
});

test.each(twins)('%s and %s have the same headings, code, lists and tables', (chinese, english) => {
  expect(outline(english)).toEqual(outline(chinese));
});

/** The structure of a document, without its text. */
function outline(path: string): string[] {
  const file = files.get(path);
  if (file === undefined) throw new Error(`there is no ${path}`);
  const parts: string[] = [];
  visit(parse(file), (node: Nodes) => {
    if (node.type === 'heading') parts.push(`heading ${node.depth}`);
    if (node.type === 'code') parts.push(`code ${node.lang} of ${withoutWords(node.value)}`);
    if (node.type === 'listItem') parts.push('item');
  });
  return [...parts, `${file.text.match(/^\|/gm)?.length ?? 0} rows of tables`];
}

/** Code without comments and strings, which are in the language of the page. */
function withoutWords(code: string): string {
  return code
    .replace(/ *(\/\/|#).*/g, '')
    .replace(/'[^']*'|"[^"]*"|<[^>]*>/g, "''")
    .replace(/[^\x20-\x7e\n]+/g, '');
}
