import { parse } from 'shell-quote';
import type { CodeBlock } from './markdown.ts';

/** One simple command of a shell block, as words. Assignments before it, redirections and comments are removed. */
export interface ShellCommand {
  readonly path: string;
  /** The line of the block's first line of code. */
  readonly line: number;
  readonly words: readonly string[];
}

const languages = new Set(['sh', 'shell', 'bash']);

export function shellCommands({ path, language, code, line }: CodeBlock): ShellCommand[] {
  if (!languages.has(language)) return [];
  const lines = code.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((text, index) => commandsOf(text).map((words) => ({ path, line: line + index, words })));
}

function commandsOf(text: string): string[][] {
  const commands: string[][] = [[]];
  let isTarget = false;
  for (const token of parse(text, (name) => `$${name}`)) {
    if (typeof token === 'string') {
      if (!isTarget) commands.at(-1)?.push(token);
      isTarget = false;
    } else if ('comment' in token) break;
    else if (token.op === 'glob') commands.at(-1)?.push(token.pattern);
    else if (token.op.startsWith('>') || token.op.startsWith('<')) isTarget = true;
    else commands.push([]);
  }
  return commands.map(withoutAssignments).filter((words) => words.length > 0);
}

function withoutAssignments(words: string[]): string[] {
  const first = words.findIndex((word) => !/^\w+=/.test(word));
  return first === -1 ? [] : words.slice(first);
}
