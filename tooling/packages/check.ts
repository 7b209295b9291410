// `pnpm check:packages`: packs every published package, and looks at the tarballs as a stranger would: their manifests, contents and form, and
// projects that install them and take a payment, in every module system, compiler setup, bundle and runtime that the documents name.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { payBundled } from './bundles.ts';
import { checkContents } from './contents.ts';
import { checkForm } from './form.ts';
import { checkErrorIdentity } from './identity.ts';
import { checkInstalled } from './isolation.ts';
import { payInJavaScript } from './javascript.ts';
import { checkManifests } from './manifests.ts';
import { packAll } from './pack.ts';
import { payInEveryRuntime } from './runtimes.ts';
import { startSandboxes } from './sandbox.ts';
import { makeStranger } from './stranger.ts';
import { payInTypeScript } from './typescript.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloudpay-packages-'));
try {
  const tarballs = await packAll(folder);
  checkManifests(tarballs);
  await checkContents(tarballs);
  await checkForm(tarballs);

  await using sandboxes = await startSandboxes(join(folder, 'sandbox'), tarballs);
  const { exact, careless } = sandboxes;
  const stranger = await makeStranger(join(folder, 'payments-alone'), tarballs, ['@cloudpay/payments']);
  checkInstalled(stranger);
  for (const env of [exact, careless]) await payInJavaScript(stranger, env);
  await payInTypeScript(stranger, exact);
  await payBundled(stranger, exact);
  for (const env of [exact, careless]) await payInEveryRuntime(stranger, env);

  const names = tarballs.map(({ name }) => name);
  await checkErrorIdentity(await makeStranger(join(folder, 'everything'), tarballs, names));
  console.log('packages: all well');
} finally {
  rmSync(folder, { recursive: true });
}
