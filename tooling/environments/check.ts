// `pnpm check:environments [--quick | names…]`: packs the packages and takes a day of payments with them wherever people run them. Each folder
// here is an environment: a project whose script `day` must end well. `check:packages` looks at the form of the packages.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packAll } from '../packages/pack.ts';
import { startSandboxes } from '../packages/sandbox.ts';
import { makeProject } from './project.ts';

const here = import.meta.dirname;
const all = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'programs')
  .map(({ name }) => name);
/** A minute or two: what breaks most often. */
const few = ['jest-cjs', 'opentelemetry', 'mocked-timers', 'esbuild'];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
const chosen = values.quick ? few : positionals.length > 0 ? positionals : all;
const unknown = chosen.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`no such environment: ${unknown.join(', ')}; there are ${all.join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'cloudpay-environments-'));
try {
  const tarballs = await packAll(folder);
  await using sandboxes = await startSandboxes(join(folder, 'sandbox'), tarballs);
  const failures: string[] = [];
  for (const name of chosen) {
    const start = performance.now();
    try {
      const project = await makeProject(join(here, name), join(folder, name), tarballs);
      const said = await project.run('day', sandboxes.exact);
      if (!said.includes('the day is done')) throw new Error(`it ended early, and said\n${said}`);
      console.log(`✓ ${name} (${Math.round((performance.now() - start) / 1_000)} s)`);
    } catch (error) {
      failures.push(name);
      console.log(`✗ ${name}: ${(error as Error).message}`);
    }
  }
  console.log(`environments: ${chosen.length - failures.length} passed, ${failures.length} failed ${failures.join(' ')}`);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
