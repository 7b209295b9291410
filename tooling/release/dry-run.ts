// `pnpm release:dry`: what a release of the last commit would be. It shows the versions, the changelogs and the tarballs; it publishes nothing,
// and happens in a clone that is thrown away.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishedFolders, readManifest } from '../packages/published.ts';

const clone = mkdtempSync(join(tmpdir(), 'cloudpay-release-'));

function run(command: string, args: readonly string[], cwd = clone): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** @returns the list of a tarball's files with their sizes, and of the whole */
function describeTarball(folder: string): string {
  const packed = JSON.parse(run('pnpm', ['pack', '--json', '--pack-destination', clone], join(clone, folder))) as {
    filename: string;
  };
  const listing = run('tar', ['-tzvf', packed.filename])
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\S+ +\S+ +(\d+) .* package\//, '$1 '));
  const files = listing.map((line) => line.split(' ') as [size: string, file: string]);
  const total = files.reduce((sum, [size]) => sum + Number(size), 0);
  return [
    `   ${packed.filename.split('/').at(-1)}: ${readFileSync(packed.filename).byteLength} bytes packed, ${total} unpacked`,
    ...files.map(([size, file]) => `   ${size.padStart(9)}  ${file}`),
  ].join('\n');
}

try {
  if (run('git', ['status', '--porcelain'], '.') !== '') console.log('What is not committed is not part of this.\n');
  run('git', ['clone', '--quiet', '--shared', process.cwd(), clone], '.');
  const before = new Map(publishedFolders.map((folder) => [folder, readManifest(folder).version]));
  run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline']);
  run('pnpm', ['exec', 'changeset', 'version']);
  run('pnpm', ['build']);
  for (const folder of publishedFolders) {
    const { name, version } = readManifest(join(clone, folder));
    console.log(`\n== ${name} ${before.get(folder)} → ${version}\n`);
    if (version === before.get(folder)) {
      console.log('   stays as it is');
      continue;
    }
    const [, newest = ''] = readFileSync(join(clone, folder, 'CHANGELOG.md'), 'utf8').split(/^## /m);
    console.log(`## ${newest.trim()}\n`.replaceAll(/^(?=.)/gm, '   '));
    console.log(describeTarball(folder));
  }
  console.log('\nNothing was published, and nothing here was changed.');
} finally {
  rmSync(clone, { recursive: true });
}
