import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Where and how a command runs. */
export interface RunOptions {
  readonly cwd?: string;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Longer than any command here takes on a slow machine, in milliseconds. */
const longest = 300_000;

/**
 * Runs a command to its end, and says which.
 *
 * @returns what it wrote to standard output
 * @throws Error with all that it wrote, when it fails
 */
export async function run(command: string, args: readonly string[], { cwd = '.', env = {} }: RunOptions = {}): Promise<string> {
  console.log(`$ ${[command, ...args].join(' ')}`);
  try {
    const { stdout } = await execute(command, args, { cwd, env: { ...process.env, ...env }, timeout: longest });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed\n${stdout}${stderr}`, { cause: error });
  }
}
