// `pnpm release:dry`: shows what a release of the last commit would contain: versions, changelogs, tarballs and bills of
// materials. It works in a temporary clone and publishes nothing.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fullName, type Sbom, writeSboms } from '../dependencies/sboms.ts';
import { pack, type Tarball } from '../packages/pack.ts';
import { publishedFolders, readManifest } from '../packages/published.ts';
import { run } from '../packages/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloudpay-release-'));
const clone = join(folder, 'clone');

/** @returns the list of a tarball's files with their sizes, and the total */
async function describeTarball({ path, files, read }: Tarball): Promise<string> {
  const sizes = await Promise.all(files.map(async (file) => Buffer.byteLength(await read(file))));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return [
    `   ${basename(path)}: ${statSync(path).size} bytes packed, ${total} unpacked`,
    ...files.map((file, index) => `   ${String(sizes[index]).padStart(9)}  ${file}`),
  ].join('\n');
}

/** @returns the list of all packages that are installed with a package */
function describeSbom({ components }: Sbom): string {
  const list = components.map((component) => `${fullName(component)} ${component.version}`);
  return `   installed with it, by its bill of materials: ${list.join(', ') || 'nothing'}`;
}

try {
  if ((await run('git', ['status', '--porcelain'])) !== '') console.log('What is not committed is not part of this.');
  await run('git', ['clone', '--quiet', '--shared', process.cwd(), clone]);
  await run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], { cwd: clone });
  await run('pnpm', ['exec', 'changeset', 'version'], { cwd: clone });
  await run('pnpm', ['build'], { cwd: clone });
  const sboms = await writeSboms(join(folder, 'sboms'), clone);
  for (const path of publishedFolders) {
    const before = readManifest(path).version;
    const { name, version } = readManifest(join(clone, path));
    console.log(`\n== ${name} ${before} → ${version}\n`);
    if (version === before) {
      console.log('   stays as it is');
      continue;
    }
    const [, newest = ''] = readFileSync(join(clone, path, 'CHANGELOG.md'), 'utf8').split(/^## /m);
    console.log(`## ${newest.trim()}\n`.replaceAll(/^(?=.)/gm, '   '));
    console.log(await describeTarball(await pack(join(clone, path), folder)));
    console.log(describeSbom(sboms.find(({ metadata }) => fullName(metadata.component) === name) as Sbom));
  }
  console.log('\nNothing was published, and nothing here was changed.');
} finally {
  rmSync(folder, { recursive: true });
}
