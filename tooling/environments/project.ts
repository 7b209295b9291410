import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import type { Tarball } from '../packages/pack.ts';
import { run } from '../packages/run.ts';

/** A project that has installed our packages from their tarballs. */
export interface Project {
  /** Runs one of its scripts. @returns what it wrote */
  run(script: string, env: Readonly<Record<string, string>>): Promise<string>;
}

/** How a package manager is started, and how it is told to take our packages from their tarballs wherever they are needed. */
const managers = {
  npm: {
    start: ['npm'],
    install: ['install', '--no-audit', '--no-fund', '--loglevel', 'error'],
    use: (from: Readonly<Record<string, string>>) => ({ manifest: { overrides: from }, files: {} }),
  },
  pnpm: {
    start: ['npx', '-y', 'pnpm@12'],
    install: ['install', '--reporter=append-only'],
    use: (from: Readonly<Record<string, string>>) => ({
      manifest: {},
      // JSON is YAML.
      files: { 'pnpm-workspace.yaml': JSON.stringify({ packages: [], overrides: from }) },
    }),
  },
  'yarn-pnp': {
    start: ['npx', '-y', '--package=@yarnpkg/cli-dist@4.18.1', 'yarn'],
    install: ['install'],
    use: (from: Readonly<Record<string, string>>) => ({
      manifest: { resolutions: from },
      files: { '.yarnrc.yml': 'nodeLinker: pnp\nenableTelemetry: false\nenableScripts: false\n', 'yarn.lock': '' },
    }),
  },
} as const;

/**
 * Makes the project of an environment and installs what it needs.
 *
 * @param template the folder of the environment; its name says the package manager, npm unless it is one's
 * @param folder where the project is made, away from this repository
 */
export async function makeProject(template: string, folder: string, tarballs: readonly Tarball[]): Promise<Project> {
  const programs = join(import.meta.dirname, 'programs');
  cpSync(programs, folder, { recursive: true });
  cpSync(template, folder, { recursive: true });
  const { code } = await transform(readFileSync(join(programs, 'day.mjs'), 'utf8'), { format: 'cjs', platform: 'node' });
  writeFileSync(join(folder, 'day.cjs'), code);

  const name = Object.keys(managers).find((manager) => template.endsWith(`/${manager}`)) ?? 'npm';
  const { start, install, use } = managers[name as keyof typeof managers];
  const from = Object.fromEntries(tarballs.map((tarball) => [tarball.name, `file:${tarball.path}`]));
  const { manifest, files } = use(from);
  const own = JSON.parse(readFileSync(join(template, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const wanted = Object.entries({ ...own.dependencies, '@cloudpay/payments': '' });
  const dependencies = Object.fromEntries(wanted.map(([dependency, version]) => [dependency, from[dependency] ?? version]));
  for (const [file, content] of Object.entries({
    ...files,
    'package.json': JSON.stringify({ ...own, ...manifest, dependencies }),
  })) {
    writeFileSync(join(folder, file), content);
  }
  const [command, ...args] = start;
  await run(command, [...args, ...install], { cwd: folder });
  return { run: (script, env) => run(command, [...args, 'run', script], { cwd: folder, env }) };
}
