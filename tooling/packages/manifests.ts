import type { Tarball } from './pack.ts';
import { publishedFolders, readManifest, sourceCondition } from './published.ts';

/** What npm and pnpm run by themselves when somebody installs a package. */
const installScripts = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare'];

/** Checks what the manifests say: those in the repository against those in the tarballs. */
export function checkManifests(tarballs: readonly Tarball[]): void {
  for (const folder of publishedFolders) checkExports(folder);
  for (const tarball of tarballs) checkPacked(tarball);
}

/** The exports map that is published must be the one that the sources use, less the condition that leads to them. */
function checkExports(folder: string): void {
  const { exports, publishConfig } = readManifest(folder);
  const stripped = JSON.stringify(exports, (key, value: unknown) => (key === sourceCondition ? undefined : value));
  if (stripped !== JSON.stringify(publishConfig?.exports))
    throw new Error(`${folder}: publishConfig.exports differs from exports`);
}

function checkPacked({ name, manifest }: Tarball): void {
  const { dependencies = {}, engines, license, scripts = {} } = manifest;
  if (JSON.stringify(manifest).includes(sourceCondition))
    throw new Error(`${name}: the published manifest knows ${sourceCondition}`);
  const ofInstalling = installScripts.filter((script) => script in scripts);
  if (ofInstalling.length > 0) throw new Error(`${name}: runs ${ofInstalling.join(', ')} when it is installed`);
  if (license !== 'MIT') throw new Error(`${name}: its licence is ${license}`);
  const oldest = name === '@cloudpay/mock-server' ? '>=22.12' : '>=22.3';
  if (engines?.node !== oldest) throw new Error(`${name}: engines.node is ${engines?.node}; the documents say ${oldest}`);
  for (const [dependency, range] of Object.entries(dependencies)) {
    if (/^(?:workspace|catalog|file|link):/.test(range)) throw new Error(`${name}: depends on ${dependency} by ${range}`);
  }
}
