import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a program of this folder with more variables. Throws when it ends badly. */
export async function runNode(program, env) {
  const child = spawn(process.execPath, [program], { stdio: 'inherit', env: { ...process.env, ...env } });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}
