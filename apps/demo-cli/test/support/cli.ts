import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { sandboxMerchant } from '../../src/connection/sandbox-merchant.ts';
import type { ResultDocument } from '../../src/report/document.ts';
import { bundledMain } from './bundle.ts';

const sourceMain = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** How a run of the real command line ended. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  /** Written to standard input, which then stays open. */
  readonly input?: string;
  /** Whether standard input ends there. */
  readonly endsInput?: boolean;
  /** Whether it is started from the sources, as `pnpm cloudpay` does, and not from the bundle. */
  readonly fromSource?: boolean;
  /** Gets the process once it runs, and what it wrote so far at each write. */
  readonly onOutput?: (child: ChildProcess, stdout: string) => void;
}

/** A folder for what a test keeps. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'cloudpay-cli-'));
}

/** This file's runs keep their state away from the user's. */
const stateHome = temporaryFolder();

/** Starts the command line as a process of its own. */
export function start(
  args: readonly string[],
  { env = {}, fromSource = false }: Pick<RunOptions, 'env' | 'fromSource'> = {},
): ChildProcessWithoutNullStreams {
  const program = fromSource ? ['--conditions=@cloudpay/source', sourceMain] : [bundledMain];
  return spawn(process.execPath, [...program, ...args], {
    env: { ...ownEnvironment(), XDG_STATE_HOME: stateHome, ...env },
  });
}

/** Runs the command line to its end. No run may ever show a key, or the payment code that it was given. */
export async function run(
  args: readonly string[],
  { env, fromSource, input, endsInput = false, onOutput }: RunOptions = {},
): Promise<Run> {
  const child = start(args, { env, fromSource });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    onOutput?.(child, stdout);
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  if (input !== undefined) child.stdin.write(input);
  if (endsInput) child.stdin.end();
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  for (const secret of secretsOf(args, input)) expect(stdout + stderr).not.toContain(secret);
  return { status, stdout, stderr };
}

/** The document that `--json` promises: the whole of the last line, and no other. */
export function documentOf(ended: Run): ResultDocument {
  const [document, ...others] = documentsOf<ResultDocument>(ended);
  expect(others).toEqual([]);
  return document as ResultDocument;
}

/** The documents of a command that tells of its way: each a line, the last line the last. */
export function documentsOf<Document>({ stdout }: Run): Document[] {
  expect(stdout.endsWith('\n')).toBe(true);
  const lines = stdout.trimEnd().split('\n');
  const documents = lines.filter((line) => line.startsWith('{'));
  expect(lines.at(-1)).toBe(documents.at(-1));
  return documents.map((document) => JSON.parse(document));
}

/** Colours and CLOUDPAY_* of whoever runs the tests do not belong in them. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => !/^(?:CLOUDPAY_|XDG_|NO_COLOR$|FORCE_COLOR$|CI$)/.test(name)));
}

function secretsOf(args: readonly string[], input = ''): string[] {
  const long = [...args, input.trim()].filter((text) => /^\d{16,}$/.test(text));
  return [sandboxMerchant.authenKey as string, ...long];
}
