import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Packs the payments package and its dependencies, and installs them in a folder, as a user would. */
export function installSdk(folder: string): void {
  const tarballs = ['proto', 'packages/core', 'packages/payments'].map((path) => {
    const args = ['pack', '--json', '--pack-destination', folder];
    const { name, filename } = JSON.parse(execFileSync('pnpm', args, { cwd: join(root, path), encoding: 'utf8' }));
    return [name, `file:${join(folder, filename.split('/').at(-1))}`] as const;
  });
  const siblings = Object.fromEntries(tarballs);
  const dependencies = { '@cloudpay/payments': siblings['@cloudpay/payments'] };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, dependencies, overrides: siblings }),
  );
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder, stdio: 'inherit' });
}

/** Measures `node_modules`: the size of all files, and the number of packages. */
export function weigh(folder: string): { mebibytes: number; packages: number } {
  const entries = readdirSync(join(folder, 'node_modules'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== '.package-lock.json');
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  const packages = files.filter(
    ({ name, parentPath }) => name === 'package.json' && /node_modules\/(@[^/]+\/)?[^/]+$/.test(parentPath),
  );
  return { mebibytes: bytes / 2 ** 20, packages: packages.length };
}
