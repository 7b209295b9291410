// `pnpm sboms`: writes the bill of materials of each published package to the folder `sboms`, in CycloneDX JSON. It needs
// installed packages, because the lockfile has no licences.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { publishedFolders } from '../packages/published.ts';
import { run } from '../packages/run.ts';

/** The parts of a CycloneDX document that are used here. */
export interface Sbom {
  readonly metadata: { readonly component: Component };
  /** All installed dependencies of the package, including indirect ones. */
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export interface Component {
  /** The scope, for example `@cloudpay`. */
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
  /** SPDX identifiers, or other text from the package. */
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
}

/** The npm name with its scope. */
export const fullName = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);

/**
 * Writes one file per published package.
 *
 * @param into a folder, relative to `cwd`; it is created if it is missing
 * @param cwd the root of the repository, or of a clone of it
 */
export async function writeSboms(into: string, cwd = '.'): Promise<readonly Sbom[]> {
  const filters = publishedFolders.flatMap((folder) => ['--filter', `./${folder}`]);
  const format = ['--prod', '--sbom-format', 'cyclonedx', '--split', '--out', join(into, '%s-%v.cdx.json')];
  await run('pnpm', [...filters, 'sbom', ...format], { cwd });
  const folder = resolve(cwd, into);
  const files = readdirSync(folder).filter((file) => file.endsWith('.cdx.json'));
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Sbom);
}

if (import.meta.main) await writeSboms('sboms');
