import { type RunOptions, run } from './run.ts';

/** Runs a program that must write one line. */
export async function expectSaid(line: string, command: string, args: readonly string[], options: RunOptions): Promise<void> {
  const said = (await run(command, args, options)).trim();
  if (said !== line) throw new Error(`${command} ${args.join(' ')} said ${said}, not ${line}`);
}
