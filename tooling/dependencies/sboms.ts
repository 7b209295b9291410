// `pnpm sboms`: what each published package is made of when it runs, in CycloneDX's JSON, in the folder `sboms`. Takes what is installed: the
// licences stand there, and not in the lockfile.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { publishedFolders } from '../packages/published.ts';
import { run } from '../packages/run.ts';

/** What is read of CycloneDX. */
export interface Sbom {
  readonly metadata: { readonly component: Component };
  /** All that is installed with the package, its own dependencies' dependencies too. */
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export interface Component {
  /** The scope, as in `@cloudpay`. */
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
  /** Each an identifier of SPDX, or whatever else the package says. */
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
}

/** As npm knows it, with its scope. */
export const fullName = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);

/**
 * Writes one file for each published package.
 *
 * @param into a folder, from `cwd`; it is made when it is missing
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
