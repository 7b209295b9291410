import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { brokenLinks } from '../src/links.ts';
import { codeBlocks, markdownFiles, root } from '../src/markdown.ts';
import { shellCommands } from '../src/shell.ts';
import { Workspace } from '../src/workspace.ts';

const files = markdownFiles();
const blocks = files.flatMap(codeBlocks);

test('the links are valid', async () => {
  expect(await brokenLinks(root)).toEqual([]);
}, 60_000);

test('the commands and their options exist', async () => {
  const workspace = new Workspace();
  const commands = blocks.flatMap(shellCommands);
  expect(commands.filter(({ words }) => words.includes('cloudpay')).length).toBeGreaterThan(10);
  const problems: string[] = [];
  for (const command of commands) {
    const problem = await workspace.problemOf(command);
    if (problem !== undefined) problems.push(`${command.path}:${command.line}: ${problem}`);
  }
  expect(problems).toEqual([]);
}, 120_000);

test('the JSON and YAML is valid', () => {
  const readers: Record<string, (code: string) => unknown> = { json: JSON.parse, jsonl: readLines, yaml: parse };
  const problems = blocks.flatMap(({ path, line, language, code }) => {
    try {
      readers[language]?.(code);
      return [];
    } catch (error) {
      return [`${path}:${line}: ${(error as Error).message}`];
    }
  });
  expect(problems).toEqual([]);
});

function readLines(code: string): unknown[] {
  return code
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}
